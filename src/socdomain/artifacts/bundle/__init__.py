"""Evidence bundles: the files of a case, their custody with its proof, and a signed manifest, as one zip."""
