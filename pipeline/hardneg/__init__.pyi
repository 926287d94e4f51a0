from hardneg import schemas as schemas
from hardneg.config import load as load_config
from hardneg.families import FAMILIES as FAMILIES
from hardneg.grammar.splice import apply_edits as apply_edits
from hardneg.loading.collate import collate as collate
from hardneg.loading.load import load as load
from hardneg.runner import run as run
from hardneg.shards.margin import margin as margin
from hardneg.shards.reading import read_shards as read_shards

__all__ = ["FAMILIES", "__version__", "apply_edits", "collate", "load", "load_config", "margin", "read_shards", "run", "schemas"]
__version__: str
