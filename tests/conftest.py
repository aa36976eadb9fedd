import signal

from hypothesis import settings

# How long an example takes tells how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A shell that starts a job in the background has it ignore Ctrl+C, and all that it starts too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
