"""How pages look to whoever reads them: a choice that their device keeps."""
