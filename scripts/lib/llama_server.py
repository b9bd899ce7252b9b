"""Runs llama.cpp's own HTTP server in the foreground: llama_server.py PORT MODEL.

It ends on a signal, and also when its standard input closes: the script that started it holds
the other end, so the server never outlives it, however that script dies.
"""

import os
import signal
import sys

import xllamacpp


def main() -> None:
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, lambda *_: os._exit(0))

    params = xllamacpp.CommonParams()
    params.hostnames = ["127.0.0.1"]
    params.port = int(sys.argv[1])
    params.model.path = sys.argv[2]
    # Two tabs can be answered at a time; they share one context as long as the model allows.
    params.n_parallel = 2
    params.kv_unified = True
    params.ui = False
    server = xllamacpp.Server(params)

    sys.stdin.buffer.read()
    del server
    os._exit(0)


main()
