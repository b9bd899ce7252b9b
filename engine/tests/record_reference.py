#!/usr/bin/env python3
"""Records what llama.cpp says, for the tests of this crate to compare with.

    pip install xllamacpp==2026.10.11549
    cargo run --release -p abcb-engine --example reference_models -- MODEL.gguf target/reference
    python engine/tests/record_reference.py MODEL.gguf target/reference

Writes engine/tests/fixtures/*.json. The tests themselves need neither Python nor llama.cpp.
"""

import json
import pathlib
import struct
import sys
import tempfile
import urllib.request

import xllamacpp

FIXTURES = pathlib.Path(__file__).parent / "fixtures"

CORPUS = [
    "Hello, world!",
    "It's  12 o'clock!\n\nOK then. We'll see, they've said I'd'VE 'llama 'S 'RE",
    "fn main() {\n    let x: Vec<u32> = (0..10).map(|i| i * 2).collect();\n\tprintln!(\"{x:?}\");\n}\n",
    "def f(a, b=None):\n    \"\"\"Doc.\"\"\"\n    return a if b is None else {**a, 'k': [b, 1e-9, 0xFF]}  # ok?\n",
    "<div class=\"a b\">&nbsp;</div>\r\n<!-- x -->\r\n\r\n",
    "\U0001f642\U0001f44d\U0001f3fd\U0001f468\u200d\U0001f469\u200d\U0001f467 emoji \u2764\ufe0f!! \U0001f1e9\U0001f1ea",
    "日本語のテキストです。 한국어 문장, 中文句子：你好，世界！ ไทย หนึ่ง हिन्दी में कुछ العربية نص עברית",
    "naïve café Zürich Ærøskøbing Œuvre İstanbul ǅ ß e\u0301 a\u0308\u0323 \u1e9e Ⅷ ½ ² ① Ⓐ ª º 〇",
    "   leading and trailing   ",
    "a  b   c    d\t\te\n\n\nf \n g\r\n\r\nh\u00a0i\u2003j\u3000k\u200bl\ufeffm",
    " \n", "\n", " ", "  ", "\t", "\n\n  \n x", "x \n\n", "",
    "1234567890 3.14159 -17 1,000,000 2024-11-22T10:11:12Z 50% $9.99 a1b2c3 x² ٣٤٥ १२३",
    "========== ---------- .......... !!!??? ////// \\\\\\ ``` ~~~ @#$%^&*()_+{}|:<>?",
    "https://example.org/path/to?q=1&r=%20#frag  mailto:me@example.org  C:\\Users\\me",
    "{\"kind\": \"final\", \"content\": \"It\\u2019s \\\"fine\\\"\\n\"}",
    "supercalifragilisticexpialidocious antidisestablishmentarianism Donaudampfschifffahrtsgesellschaft",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "<|im_start|>user\nIs <|im_end|> safe?<|im_end|>\n<|endoftext|> <|im_start <repo_name>x",
    "∑_{i=1}^n i² ≤ ∫₀^∞ e^{-x} dx → ℝ ∀ε>0 ∃δ €£¥ ™ © … “quotes” ‘single’ – — \u2028\u2029 \x07\x1b[0m",
]

SENTENCE_PIECE_CORPUS = [
    "hello world", " hello  world", "the hellothe helloing thisthe", "abcabc bcab abc", "aaaaaaa aa aaa", "this is the question of the hour",
    "▁hello▁▁the", "<tool>hello<tool> the", "<s>hello</s> the<s><s>world", "[INST] hello [/INST] the world </s>", "12312323 123", "zxyxy...!!!.",
    "<0x0A><0x41>",
]

PROMPTS = [
    "The quick brown fox jumps over the lazy dog. Then it ran through the forest, crossed a river, and found a small "
    "house where an old woman was baking bread.",
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nName three colours and one animal, "
    "please.<|im_end|>\n<|im_start|>assistant\nRed, green and blue;",
    "def fibonacci(n):\n    if n < 2:\n        return n\n    return fibonacci(n - 1) + fibonacci(n - 2)\n\nprint([fibonacci(i) for i in range(10)])\n",
]

QUESTIONS = [
    "What is the capital of France?",
    "Write one sentence about cats.",
    "What is 2+3?",
    "Hi, who are you?",
    "List three fruits.",
    "Explain gravity to a child in two sentences.",
    "Translate 'good morning' to Spanish.",
    "Write a haiku about rain.",
]


class Llama:
    """One llama.cpp server: one thread, single precision everywhere it can be chosen."""

    def __init__(self, model):
        params = xllamacpp.CommonParams()
        params.model.path = str(model)
        params.n_ctx = 512
        params.n_parallel = 1
        params.cpuparams.n_threads = 1
        params.cpuparams_batch.n_threads = 1
        params.cache_type_k = xllamacpp.ggml_type.GGML_TYPE_F32
        params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
        params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
        params.warmup = False
        params.port = 0
        self.server = xllamacpp.Server(params)

    def post(self, path, body):
        request = urllib.request.Request(
            self.server.listening_address + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=300) as response:
            return json.load(response)

    def tokens(self, text, special):
        return self.post("/tokenize", {"content": text, "add_special": False, "parse_special": special})["tokens"]

    def top(self, tokens, count):
        """The `count` likeliest tokens after `tokens`, with the logarithms of their probabilities."""
        # The bias makes the server emit a printable token, without which it reports no probabilities; those it reports
        # are from before the bias.
        body = {"prompt": tokens, "n_predict": 1, "n_probs": count, "temperature": 0, "logit_bias": [[65, 1000]]}
        answer = self.post("/completion", body)["completion_probabilities"][0]["top_logprobs"]
        return [[each["id"], round(each["logprob"], 5)] for each in answer]

    def greedy(self, tokens, count):
        body = {"prompt": tokens, "n_predict": count, "temperature": 0, "top_k": 1, "return_tokens": True}
        return self.post("/completion", body)["tokens"]


def with_pre_tokenizer(model, name):
    """The bytes of a GGUF file with another `tokenizer.ggml.pre`, of the same vocabulary."""
    data = pathlib.Path(model).read_bytes()
    key = b"tokenizer.ggml.pre"
    at = data.index(struct.pack("<Q", len(key)) + key) + 8 + len(key) + 4
    (old,) = struct.unpack_from("<Q", data, at)
    value = struct.pack("<Q", len(name)) + name.encode()
    # Pad with an unused key, so that everything after it stays where it was modulo the alignment of 32.
    shift = len(name) - old
    pad_key = b"pad"
    entry_len = 8 + len(pad_key) + 4 + 8
    fill = -(shift + entry_len) % 32
    entry = struct.pack("<Q", len(pad_key)) + pad_key + struct.pack("<IQ", 8, fill) + b"x" * fill
    (count,) = struct.unpack_from("<Q", data, 16)
    header = data[:16] + struct.pack("<Q", count + 1)
    return header + entry + data[24:at] + value + data[at + 8 + old :]


def write(name, value):
    lines = json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, dict) else (
        "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in value) + "\n]"
    )
    (FIXTURES / name).write_text(lines + "\n", encoding="utf-8")
    print("wrote", name)


def record_tokenization(model):
    cases = []
    for pre in ["smollm", "gpt-2", "llama-bpe", "qwen2"]:
        with tempfile.NamedTemporaryFile(suffix=".gguf") as file:
            file.write(with_pre_tokenizer(model, pre))
            file.flush()
            llama = Llama(file.name)
        for text in CORPUS:
            plain = llama.tokens(text, False)
            control = llama.tokens(text, True)
            case = {"pre": pre, "text": text, "plain": plain}
            if control != plain:
                case["control"] = control
            cases.append(case)
        del llama
    write("tokenization.json", cases)


def record_sentence_piece(folder):
    llama = Llama(folder / "sentence_piece.gguf")
    texts = [*CORPUS, *SENTENCE_PIECE_CORPUS]
    cases = []
    for text in texts:
        plain = llama.tokens(text, False)
        control = llama.tokens(text, True)
        cases.append({"text": text, "plain": plain, **({"control": control} if control != plain else {})})
    write("sentence_piece.json", cases)


def record_logprobs(model, folder):
    cases = []
    for name, file in [("file", model), *((each.stem, each) for each in sorted((folder / "repacked").glob("*.gguf")))]:
        llama = Llama(file)
        for prompt in PROMPTS:
            tokens = llama.tokens(prompt, True)[:32]
            assert len(tokens) == 32, len(tokens)
            cases.append({"type": name, "tokens": tokens, "top": [llama.top(tokens[: end + 1], 5) for end in range(32)]})
        del llama
    write("logprobs.json", cases)


def record_greedy(model):
    llama = Llama(model)
    cases = []
    for question in QUESTIONS:
        body = {"messages": [{"role": "user", "content": question}]}
        prompt = llama.tokens(llama.post("/apply-template", body)["prompt"], True)
        cases.append({"question": question, "prompt": prompt, "answer": llama.greedy(prompt, 32)})
    write("greedy.json", cases)


def record_tiny_models(folder):
    cases = []
    tokens = [(7 * i * i + 13 * i + 40) % 256 for i in range(24)]
    for file in sorted((folder / "tiny").glob("*.gguf")):
        llama = Llama(file)
        ends = [1, 2, 7, 16, 24]
        cases.append({"model": file.stem, "tokens": tokens, "top": [[end, llama.top(tokens[:end], 12)] for end in ends]})
        del llama
    write("tiny.json", cases)


if __name__ == "__main__":
    model, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    FIXTURES.mkdir(exist_ok=True)
    record_greedy(model)
    record_tokenization(model)
    record_sentence_piece(folder)
    record_tiny_models(folder)
    record_logprobs(model, folder)
