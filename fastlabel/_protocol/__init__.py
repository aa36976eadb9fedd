"""What a call is on the wire: kinds, operations, requests, responses. No I/O."""
