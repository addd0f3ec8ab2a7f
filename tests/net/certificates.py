"""Certificates for the servers of servers.py, made by the openssl command in a folder of their own."""

import subprocess
from pathlib import Path

CONFIG = """
[ca]
default_ca = here
[here]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
"""

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
OUR_NAMES = "IP:127.0.0.1,IP:::1,DNS:workspace.test"
# name of the certificate: who signs it, names in it, from, to
MADE = {
    "good": ("ca", OUR_NAMES, "20200101000000Z", "20491231000000Z"),
    "expired": ("ca", OUR_NAMES, "20200101000000Z", "20210101000000Z"),
    "not_yet_valid": ("ca", OUR_NAMES, "20480101000000Z", "20491231000000Z"),
    "wrong_host": ("ca", "DNS:elsewhere.test,IP:127.0.0.9", "20200101000000Z", "20491231000000Z"),
    "unknown_ca": ("other_ca", OUR_NAMES, "20200101000000Z", "20491231000000Z"),
}


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


class Certificates:
    """`file(name)` is the certificate with its chain, `key(name)` its key, `ca` what to trust."""

    def __init__(self, folder):
        self.folder = Path(folder)
        config = self.folder / "openssl.cnf"
        config.write_text(CONFIG.format(folder=folder))
        (self.folder / "index").touch()
        (self.folder / "serial").write_text("1000\n")
        for name in ("ca", "other_ca", "self_signed"):
            names = ["-addext", f"subjectAltName={OUR_NAMES}"] if name == "self_signed" else []
            openssl("req", "-x509", *KEY, "-keyout", self.key(name), "-out", self.file(name), "-days", 30,
                    "-subj", f"/CN=dataflint test {name}", *names)
        for name, (signer, names, begin, end) in MADE.items():
            request = self.folder / f"{name}.csr"
            openssl("req", "-new", *KEY, "-keyout", self.key(name), "-out", request, "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName={names}")
            openssl("ca", "-config", config, "-batch", "-notext", "-in", request, "-cert", self.file(signer),
                    "-keyfile", self.key(signer), "-startdate", begin, "-enddate", end, "-out", self.file(name))
        # Sent with its root, as proxies do that inspect TLS.
        with_root = self.file("unknown_ca").read_text() + self.file("other_ca").read_text()
        self.file("unknown_ca_with_root").write_text(with_root)
        self.key("unknown_ca_with_root").write_text(self.key("unknown_ca").read_text())

    def file(self, name):
        return self.folder / f"{name}.pem"

    def key(self, name):
        return self.folder / f"{name}.key"
