"""The envelope of docs/crypto.md a second time, from its description: AES-256-GCM, HKDF and the blob format
with nothing but Python's own library. Slow, and not hardened against anyone who measures it: for tests only.
"""

import hmac
import secrets
from dataclasses import astuple, dataclass


def _times_x(byte: int) -> int:
    return (byte << 1) ^ (0x11B if byte & 0x80 else 0)


def _substitution() -> list[int]:
    """AES's S-box: the inverse in GF(2^8), then an affine map."""
    power, log = [0] * 255, [0] * 256
    value = 1
    for exponent in range(255):
        power[exponent], log[value] = value, exponent
        value ^= _times_x(value)  # times 3, which generates the field
    box = []
    for byte in range(256):
        inverse = power[(255 - log[byte]) % 255] if byte else 0
        mapped = 0x63
        for turn in range(5):
            mapped ^= (inverse << turn | inverse >> (8 - turn)) & 0xFF
        box.append(mapped)
    return box


SBOX = _substitution()


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[i : i + 4] for i in range(0, 32, 4)]
    constant = 1
    while len(words) < 60:
        word = words[-1]
        if len(words) % 8 == 0:
            word = bytes(SBOX[b] for b in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _times_x(constant)
        elif len(words) % 8 == 4:
            word = bytes(SBOX[b] for b in word)
        words.append(bytes(a ^ b for a, b in zip(words[-8], word)))
    return [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]


def _encrypt_block(round_keys: list[bytes], block: bytes) -> bytes:
    state = bytes(a ^ b for a, b in zip(block, round_keys[0]))
    for number, round_key in enumerate(round_keys[1:], 1):
        state = bytes(SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16))
        if number < 14:
            mixed = []
            for column in range(0, 16, 4):
                a = state[column : column + 4]
                total = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[i] ^ total ^ _times_x(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
            state = bytes(mixed)
        state = bytes(a ^ b for a, b in zip(state, round_key))
    return state


def _multiply(a: int, b: int) -> int:
    """In GF(2^128), bits in GCM's order."""
    product = 0
    for bit in range(127, -1, -1):
        if b >> bit & 1:
            product ^= a
        a = a >> 1 ^ (0xE1 << 120 if a & 1 else 0)
    return product


def _gcm(key: bytes, nonce: bytes, aad: bytes, text: bytes, decrypts: bool) -> tuple[bytes, bytes]:
    round_keys = _round_keys(key)
    hash_key = int.from_bytes(_encrypt_block(round_keys, bytes(16)), "big")
    stream = b"".join(
        _encrypt_block(round_keys, nonce + (2 + i).to_bytes(4, "big")) for i in range((len(text) + 15) // 16)
    )
    result = bytes(a ^ b for a, b in zip(text, stream))
    ciphertext = text if decrypts else result
    hashed = 0
    lengths = (8 * len(aad)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    for part in (aad, ciphertext, lengths):
        for i in range(0, len(part), 16):
            hashed = _multiply(hashed ^ int.from_bytes(part[i : i + 16].ljust(16, b"\0"), "big"), hash_key)
    mask = _encrypt_block(round_keys, nonce + b"\0\0\0\1")
    return result, bytes(a ^ b for a, b in zip(hashed.to_bytes(16, "big"), mask))


def encrypt(key: bytes, nonce: bytes, aad: bytes, plaintext: bytes) -> bytes:
    ciphertext, tag = _gcm(key, nonce, aad, plaintext, decrypts=False)
    return ciphertext + tag


def decrypt(key: bytes, nonce: bytes, aad: bytes, sealed: bytes) -> bytes:
    plaintext, tag = _gcm(key, nonce, aad, sealed[:-16], decrypts=True)
    if not hmac.compare_digest(tag, sealed[-16:]):
        raise ValueError("does not authenticate")
    return plaintext


def derive(key: bytes, label: bytes, size: int) -> bytes:
    """HKDF with SHA-256 and no salt."""
    pseudorandom = hmac.digest(bytes(32), key, "sha256")
    block, out = b"", b""
    for number in range(1, size // 32 + 2):
        block = hmac.digest(pseudorandom, block + label + bytes([number]), "sha256")
        out += block
    return out[:size]


@dataclass(frozen=True)
class Context:
    purpose: bytes
    organisation: bytes
    record: bytes
    field: bytes
    host: bytes
    client: bytes
    generation: int


HEADER = b"DFSB\x01\x01"


def _authenticated(step: bytes, context: Context, key_id: bytes, commitment: bytes) -> bytes:
    *texts, generation = astuple(context)
    fields = [step, HEADER, key_id, commitment, *texts, generation.to_bytes(8, "big")]
    return b"".join(len(field).to_bytes(8, "big") + field for field in fields)


def key_parts(key: bytes) -> tuple[bytes, bytes, bytes]:
    """Id, check value and wrapping key."""
    derived = derive(key, b"dataflint key encryption key 1", 80)
    return derived[:16], derived[16:48], derived[48:]


def seal(key: bytes, context: Context, plaintext: bytes, commitment: bytes | None = None) -> bytes:
    """`commitment` other than the right one makes a blob that has to be refused."""
    key_id, _, wrapping_key = key_parts(key)
    data_key = secrets.token_bytes(32)
    derived = derive(data_key, b"dataflint data key 1", 64)
    commitment = commitment or derived[32:]
    wrap_nonce, nonce = secrets.token_bytes(12), secrets.token_bytes(12)
    wrapped = encrypt(wrapping_key, wrap_nonce, _authenticated(b"wrap", context, key_id, commitment), data_key)
    sealed = encrypt(derived[:32], nonce, _authenticated(b"seal", context, b"", commitment), plaintext)
    return HEADER + key_id + commitment + wrap_nonce + wrapped + nonce + sealed


def unseal(key: bytes, context: Context, blob: bytes) -> bytes:
    key_id, _, wrapping_key = key_parts(key)
    if blob[:6] != HEADER or blob[6:22] != key_id:
        raise ValueError("another format or key")
    commitment, wrap_nonce, wrapped, nonce = blob[22:54], blob[54:66], blob[66:114], blob[114:126]
    data_key = decrypt(wrapping_key, wrap_nonce, _authenticated(b"wrap", context, key_id, commitment), wrapped)
    derived = derive(data_key, b"dataflint data key 1", 64)
    if derived[32:] != commitment:
        raise ValueError("another data key")
    return decrypt(derived[:32], nonce, _authenticated(b"seal", context, b"", commitment), blob[126:])
