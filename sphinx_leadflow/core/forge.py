"""Links to where the YAML is edited and issues are opened: GitHub, GitLab, Forgejo and Gitea.

The address forms are those of the services' own web pages: GitHub's and Gitea's "new file"
page takes `filename` and `value` (Gitea since its pull request 16556); GitLab's takes only
`file_name`, so there the skeleton is not filled in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.link import safe_link

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKS = {"gitlab": "/-/tree/", "gitea": "/src/branch/", "github": "/tree/"}
"""What stands between repository and branch in the address of a folder."""

MAX_NEW_FILE_URL = 7_000
"""Longest address of a "new file" page: GitHub's servers refuse longer ones."""


@dataclass(frozen=True, slots=True)
class Forge:
    """A repository on a forge, its branch, and the data folder inside it."""

    kind: str
    """`github`, `gitlab` or `gitea` (which Forgejo shares)."""
    repository: str
    branch: str
    folder: str

    def edit(self, path: str, line: int = 1) -> str:
        """The page that edits a file of the data folder, at a line.

        `path` is relative to the data folder.
        """
        middle = {"github": "edit", "gitlab": "-/edit", "gitea": "_edit"}[self.kind]
        anchor = f"#L{line}" if line > 1 else ""
        return f"{self.repository}/{middle}/{self._inside(path)}{anchor}"

    def new(self, name: str, text: str) -> str:
        """The page that makes a lead file, with a name and a text to start from."""
        folder = self._inside("leads")
        if self.kind == "gitlab":
            return f"{self.repository}/-/new/{folder}?file_name={quote(name, safe='')}"
        middle = "new" if self.kind == "github" else "_new"
        start = f"{self.repository}/{middle}/{folder}?filename={quote(name, safe='')}"
        whole = f"{start}&value={quote(text, safe='')}"
        return whole if len(whole) <= MAX_NEW_FILE_URL else start

    def _inside(self, path: str) -> str:
        parts = [quote(self.branch, safe="/"), self.folder, path]
        return "/".join(part for part in parts if part)


def read_forge(address: str, folder: str) -> Forge | None:
    """What a repository's address means; nothing if it is none.

    The address is the repository's own page, or that of the data folder as a browser shows
    it, which names the branch too. Without that the branch is `main` and the data folder is
    `folder`.
    """
    address = address.rstrip("/").removesuffix(".git")
    if safe_link(address) is None or not urlsplit(address).path.strip("/").count("/"):
        return None
    for kind, mark in _MARKS.items():
        repository, found, rest = address.partition(mark)
        if found:
            branch, _slash, inside = rest.partition("/")
            return Forge(kind, repository, branch, inside)
    return Forge(_kind_of(urlsplit(address).hostname or ""), address, "main", folder)


def _kind_of(host: str) -> str:
    """The forge that runs on a host, judged by its name."""
    if re.search(r"\bgitlab\b", host):
        return "gitlab"
    if re.search(r"\b(codeberg|gitea|forgejo)\b", host):
        return "gitea"
    return "github"


_GOOGLE = re.compile(
    r"(https://docs\.google\.com/(?:document|spreadsheets|presentation|forms)/d/"
    r"[\w-]+)(?:/|$)"
)


def copy_link(url: str) -> str:
    """A link that makes a copy of a template, where its service has one; empty otherwise."""
    match = _GOOGLE.match(url)
    return f"{match[1]}/copy" if match else ""


_NEW_ISSUE = re.compile(r"/(?:-/)?issues/new(?:/choose)?/?$")


def new_issue_link(url: str, title: str, facts: Mapping[str, tuple[str, str]]) -> str:
    """The address of a new issue that is filled in; empty if `url` is no such page.

    `facts` are labels and values by field. A page that names a form of GitHub's
    (`template=new-hub.yml`) gets each value under the field's id, as such forms take them;
    otherwise the values stand in the text of the issue, as a list.
    """
    parts = urlsplit(url)
    if not _NEW_ISSUE.search(parts.path):
        return ""
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    is_gitlab = "/-/issues/" in parts.path
    given["issue[title]" if is_gitlab else "title"] = title
    if given.get("template", "").endswith((".yml", ".yaml")):
        given |= {name: value for name, (_label, value) in facts.items()}
    else:
        lines = [f"- {label}: {value}" for label, value in facts.values()]
        given["issue[description]" if is_gitlab else "body"] = "\n".join(lines)
    whole = urlunsplit(parts._replace(query=urlencode(given, quote_via=quote)))
    return whole if len(whole) <= MAX_NEW_FILE_URL else url
