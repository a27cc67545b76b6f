"""Jobs: what is done again and again without anybody asking, and who sees it being done."""
