"""`python -m fastlabel`."""

from fastlabel.cli import main

if __name__ == "__main__":
    main()
