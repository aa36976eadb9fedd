import signal

from tests.support.examples import load_profile

load_profile()

# A shell that starts a job in the background has it ignore Ctrl+C, and all that it starts too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
