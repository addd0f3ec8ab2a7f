"""Another node than ReplaceData: files that an overwrite replaces are meant to go."""
from job import made

log = made(node="OverwriteByExpression")
