"""RES-01 to RES-03 and STO-30 against the server as it runs: uploads cut, memory bounded, a clean stop."""

import http.client
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin

import paper_folder
from browsing import process_serving
from cpts_geo.store.workspace import open_workspace
from cpts_geo.ui import assets, server
from cpts_geo.wording import pages

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not assets.installed(), reason="map files are not installed: cpts-geo assets"),
]
MB = 2**20
UPLOAD = "/_stcore/upload_file"
Served = tuple[str, Popen[bytes]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = paper_folder.write(tmp_path_factory.mktemp("servi") / "ville")
    with process_serving(folder) as running:
        yield running


def resident_mb(process: Popen[bytes]) -> float:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def put(address: str, path: str, head: dict[str, str], body: Iterator[bytes]) -> tuple[int, str, int]:
    """Code and text of the answer, and how many bytes could be sent before the server gave it."""
    where = urlsplit(address)
    sent = 0
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=60) as line:
        lines = [f"PUT {path} HTTP/1.1", f"Host: {where.netloc}", *(f"{k}: {v}" for k, v in head.items())]
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        try:
            for part in body:
                line.sendall(part)
                sent += len(part)
        except OSError:  # the server has hung up: its answer is waiting
            pass
        answer = http.client.HTTPResponse(line, method="PUT")
        answer.begin()
        return answer.status, answer.read().decode(), sent


@contextmanager
def session(address: str) -> Iterator[tuple[str, str]]:
    """Identifier and token of a session that is open, as a browser holds them."""
    where = urlsplit(address)
    asked = http.client.HTTPConnection(where.netloc, timeout=30)
    asked.request("GET", "/_stcore/health")
    cookie = asked.getresponse().getheader("set-cookie") or ""
    asked.close()
    token = cookie.split("_streamlit_xsrf=", 1)[1].split(";", 1)[0].strip('"')
    with connect(f"ws://{where.netloc}/_stcore/stream", origin=Origin(address), max_size=None) as line:
        run = BackMsg()
        run.rerun_script.query_string = ""
        line.send(run.SerializeToString())
        while True:
            message = ForwardMsg.FromString(line.recv(timeout=60, decode=False))
            if message.HasField("new_session"):
                break
        yield message.new_session.initialize.session_id, token


def test_res_01_a_file_above_the_limit_is_refused_in_french_before_it_is_read(served: Served) -> None:
    address, process = served
    before = resident_mb(process)
    size = (server.UPLOAD_MB + 1) * MB
    code, said, sent = put(address, f"{UPLOAD}/s/1", {"Content-Length": str(size)}, iter(()))
    assert (code, said, sent) == (413, pages.UPLOAD_TOO_LARGE, 0)
    assert resident_mb(process) - before < 20


def test_res_02_an_upload_that_hides_its_size_is_refused_without_being_kept(served: Served) -> None:
    address, process = served
    before = resident_mb(process)
    part = b"100000\r\n" + bytes(MB) + b"\r\n"
    head = {"Transfer-Encoding": "chunked"}
    code, said, _ = put(address, f"{UPLOAD}/s/2", head, (part for _ in range(300)))
    assert (code, said) == (411, pages.UPLOAD_WITHOUT_SIZE)
    assert resident_mb(process) - before < 20


def test_res_03_two_hundred_uploads_of_a_session_stop_at_its_budget(served: Served) -> None:
    address, process = served
    form = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n%b\r\n--x--\r\n'
    body = form % bytes(1_900_000)
    with session(address) as (identifier, token):
        before = resident_mb(process)
        head = {
            "Content-Length": str(len(body)),
            "Content-Type": "multipart/form-data; boundary=x",
            "Cookie": f"_streamlit_xsrf={token}",
            "X-Xsrftoken": token,
        }
        answers = [put(address, f"{UPLOAD}/{identifier}/f{n}", head, iter([body])) for n in range(200)]
        grown = resident_mb(process) - before
    codes = [code for code, _, _ in answers]
    accepted = codes.count(204)
    assert 50 < accepted <= server.UPLOADS_PER_SESSION
    assert codes[accepted:] == [413] * (200 - accepted)
    assert answers[-1][1] == pages.TOO_MANY_UPLOADS
    assert grown < 1.5 * server.UPLOAD_BYTES_PER_SESSION / MB


def test_sto_30_a_server_that_is_stopped_ends_well(tmp_path: Path) -> None:
    folder = paper_folder.write(tmp_path / "ville")
    with process_serving(folder) as (address, process), session(address):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    with open_workspace(folder) as workspace:
        workspace.check()
