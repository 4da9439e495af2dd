"""The crash sweep: the real program is killed again and again while a newsroom publishes, and an oracle counts what reached whom."""
