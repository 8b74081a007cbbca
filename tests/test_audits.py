"""Every audit is silent on a sound ledger, and fires on exactly its own defect.

The sound ledger: AAA and BBB were tied from 1999 to 30 June 2001, AAA and CCC tied on
1 March 2002, and DDD ceased to exist on 1 May 2002. Forecasts are for 2001 to 2003.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import duckdb
import pytest

from replay import queries
from replay.errors import AuditError
