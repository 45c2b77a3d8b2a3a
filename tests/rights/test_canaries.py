"""Strings that only one township has never reach the other: not in any byte of any answer, not in any row there."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import true, update

from gridapp.domain.entry import Entry
from gridapp.domain.op import digest_of, digest_of_all
from gridapp.domain.org import COUNTY
from gridapp.domain.record import example, record_type, record_types
from gridapp.server import scopes, snapshots, tables
from gridapp.store.search import matching_ids
from gridapp.sync import protocol
from gridapp.sync.protocol import Checkpoint, Compare, Pull, PullAnswer, Push, Refetch, Snapshot
from tests.rights.county import HERE, ROLES, THERE, VILLAGE_HERE, VILLAGE_THERE, Caller, County, county
from tests.rights.routes import _send

SEED = 6
CANARY = "金丝雀"
