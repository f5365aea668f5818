"""`python -m workbench.cli`: the command line without the console script."""

from workbench.cli import main

if __name__ == "__main__":
    main()
