"""`python -m presswatch` is the command `presswatch`."""

from presswatch.cli.main import main

if __name__ == "__main__":
    main()
