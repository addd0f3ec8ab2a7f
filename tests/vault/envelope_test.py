"""What the program seals opens with an implementation that shares nothing with it, and the other way round."""

import os
import random
import subprocess
import sys
import unittest
from dataclasses import astuple, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import envelope  # noqa: E402

PROGRAM = Path(os.environ["DATAFLINT_BUILD_DIR"]) / "envelope_exchange"
VECTORS = Path(__file__).with_name("gcm_vectors.txt")


def from_hex(text: str) -> bytes:
    return b"" if text == "-" else bytes.fromhex(text)


def exchange(what: str, key: bytes, cases: list[tuple[envelope.Context, bytes]]) -> list[bytes | None]:
    """What the program makes of each (context, bytes); None where it refuses."""
    lines = []
    for context, payload in cases:
        *texts, generation = astuple(context)
        lines.append(" ".join([*(text.hex() or "-" for text in texts), str(generation), payload.hex() or "-"]))
    answers = subprocess.run([PROGRAM, what, key.hex()], input="\n".join(lines) + "\n", text=True,
                             capture_output=True, check=True, timeout=60).stdout.split()
    assert len(answers) == len(cases), answers
    return [None if answer == "refused" else from_hex(answer) for answer in answers]


class SecondImplementation(unittest.TestCase):
    def test_nists_answers(self):
        for line in VECTORS.read_text().splitlines():
            if line.startswith("#"):
                continue
            *fields, verdict = line.split()
            key, nonce, aad, plaintext, ciphertext, tag = map(from_hex, fields)
            if verdict == "opens":
                self.assertEqual(envelope.encrypt(key, nonce, aad, plaintext), ciphertext + tag)
                self.assertEqual(envelope.decrypt(key, nonce, aad, ciphertext + tag), plaintext)
            else:
                self.assertRaises(ValueError, envelope.decrypt, key, nonce, aad, ciphertext + tag)

    def test_same_as_the_cryptography_package(self):
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError:
            self.skipTest("the package cryptography is not installed")
        made = random.Random(1)
        for size in (0, 1, 15, 16, 17, 300):
            key, nonce, aad, text = (made.randbytes(n) for n in (32, 12, size + 3, size))
            self.assertEqual(envelope.encrypt(key, nonce, aad, text), AESGCM(key).encrypt(nonce, text, aad))


class Exchange(unittest.TestCase):
    def setUp(self):
        made = random.Random(7)
        self.key = made.randbytes(32)
        self.cases = [
            (envelope.Context(*(made.randbytes(made.randint(1, 40)) for _ in range(4)), made.randbytes(size % 20),
                              made.randbytes(size % 7), made.getrandbits(64)), made.randbytes(size))
            for size in (0, 1, 15, 16, 17, 31, 40, 64, 100, 777)
        ]

    def test_opens_what_the_program_sealed(self):
        for (context, text), blob in zip(self.cases, exchange("seal", self.key, self.cases)):
            self.assertEqual(envelope.unseal(self.key, context, blob), text)
            self.assertRaises(ValueError, envelope.unseal, self.key, replace(context, host=b"evil.test"), blob)

    def test_program_opens_what_was_sealed_here(self):
        sealed = [(context, envelope.seal(self.key, context, text)) for context, text in self.cases]
        self.assertEqual(exchange("open", self.key, sealed), [text for _, text in self.cases])

    def test_program_refuses_another_key_and_another_commitment(self):
        context, text = self.cases[-1]
        blobs = [envelope.seal(bytes(32), context, text),
                 envelope.seal(self.key, context, text, commitment=b"\1" * 32)]
        self.assertEqual(exchange("open", self.key, [(context, blob) for blob in blobs]), [None, None])


if __name__ == "__main__":
    unittest.main()
