"""Problems of annotations and media, and how they are found."""
