"""Bad days: what the sandbox does to requests and answers when it is told to."""
