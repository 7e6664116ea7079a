"""What is wrong with an installation and how to mend it. Each check looks and changes nothing."""
