"""The bill of materials, as CycloneDX 1.5 in JSON: what is linked into the program or lies beside it."""
import datetime, hashlib, json, re, uuid
import libraries
from common import ROOT, Failure, run
from tree import FONTS

LICENCES = {"swift-argument-parser": "Apache-2.0", "Yams": "MIT"}


def bill(version, epoch, bundled):
    components = swift_packages() + [runtime()] + debian_packages(bundled)
    components.sort(key=lambda component: component["bom-ref"])
    root = f"pkg:generic/almanac@{version}"
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {
            "timestamp": datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {"type": "application", "bom-ref": root, "name": "almanac", "version": version,
                          "purl": root, "licenses": licence("GPL-3.0-or-later")}},
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [c["bom-ref"] for c in components]}]
        + [{"ref": c["bom-ref"]} for c in components],
    }
    # A name of its own that is the same for the same contents.
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def licence(name):
    return [{"license": {"id": name}}]


def swift_packages():
    """The packages of Package.swift, by their exact versions."""
    manifest = (ROOT / "Package.swift").read_text()
    found = []
    for url, number in re.findall(r'\.package\(url: "([^"]+)", exact: "([^"]+)"\)', manifest):
        name = url.rsplit("/", 1)[1].removesuffix(".git")
        if name not in LICENCES:
            raise Failure(f"the licence of {name} is not told in Scripts/dist/sbom.py")
        purl = f"pkg:swift/{url.removeprefix('https://')}@{number}"
        found.append({"type": "library", "bom-ref": purl, "name": name, "version": number, "purl": purl,
                      "licenses": licence(LICENCES[name])})
    if len(found) != manifest.count(".package(url:"):
        raise Failure("a package of Package.swift has no exact version")
    return found


def runtime():
    number = re.search(r"Swift version (\S+)", run("swift", "--version"))[1]
    purl = f"pkg:generic/swift@{number}"
    return {"type": "library", "bom-ref": purl, "name": "Swift runtime and Foundation", "version": number,
            "purl": purl, "licenses": [{"expression": "Apache-2.0 WITH Swift-exception"}]}


def debian_packages(bundled):
    """The packages of the libraries and fonts, each with the files that were taken."""
    packages = {}
    for path in [*bundled.values(), *FONTS]:
        packages.setdefault(libraries.package_of(path), []).append(path)
    release = dict(line.split("=", 1) for line in open("/etc/os-release").read().splitlines() if "=" in line)
    distribution = f"{release['ID']}-{release['VERSION_ID']}".replace('"', "")
    found = []
    for (name, number, source), paths in packages.items():
        purl = f"pkg:deb/debian/{name}@{number.replace('+', '%2B').replace(':', '%3A')}?distro={distribution}"
        found.append({
            "type": "library", "bom-ref": purl, "name": name, "version": number, "purl": purl,
            "properties": [{"name": "almanac:source-package", "value": source}],
            "components": [{"type": "file", "name": path.name, "bom-ref": f"{purl}#{path.name}", "hashes": [
                {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}]}
                for path in sorted(set(paths))]})
    return found
