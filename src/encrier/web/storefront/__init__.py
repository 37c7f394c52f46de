"""The shop's pages, one file for each family of pages."""
