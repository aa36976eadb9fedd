"""The API on your own machine: a local server that speaks the wire protocol.

```python
with fastlabel.sandbox.Sandbox() as sandbox:
    client = fastlabel.Client(access_token=sandbox.token, base_url=sandbox.url)
```

It needs the extra `fastlabel[sandbox]`. It is for demos and tests: it keeps everything through a
restart, but not through a power cut, and it knows no users, classes or workflows.
"""

from fastlabel.sandbox.faults.rules import Fault, Faults
from fastlabel.sandbox.http.recording import RecordedRequest
from fastlabel.sandbox.run import run
from fastlabel.sandbox.seeding.files import Seed
from fastlabel.sandbox.server import Sandbox

__all__ = ["Fault", "Faults", "RecordedRequest", "Sandbox", "Seed", "run"]
