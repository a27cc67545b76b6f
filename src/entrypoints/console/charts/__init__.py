"""Where the marks of charts are; templates draw them as SVG, in classes, since pages carry no styles."""
