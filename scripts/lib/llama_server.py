"""Runs llama.cpp's own HTTP server in the foreground: llama_server.py PORT MODEL [steady].

It ends on a signal, and also when its standard input closes: the script that started it holds
the other end, so the server never outlives it, however that script dies.
"""

import os
import signal
import sys

import xllamacpp


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: os._exit(0))

    params = xllamacpp.CommonParams()
    params.hostnames = ["127.0.0.1"]
    params.port = int(sys.argv[1])
    params.model.path = sys.argv[2]
    # Two tabs can be answered at a time; they share one context as long as the model allows.
    params.n_parallel = 2
    params.kv_unified = True
    params.ui = False
    if sys.argv[3:] == ["steady"]:
        # For tests. One thread: llama.cpp's threads spin while they wait for each other, and on two cores that starves the
        # browser. A fixed seed, and an end: a small model can talk until its context is full.
        params.cpuparams.n_threads = 1
        params.cpuparams_batch.n_threads = 1
        params.sampling.seed = 1
        params.n_predict = 400
    server = xllamacpp.Server(params)

    sys.stdin.buffer.read()
    del server
    os._exit(0)


main()
