package import Ethereum
internal import HostEgress

/// Pinata by its interface v3: uploads at one address, the rest at another. Files are deleted by Pinata's own ids.
package struct PinataProvider: PinProvider {
    package let name = PinProviderName.pinata
    private let uploads: PinHTTP
    private let api: PinHTTP

    package init(uploads: PinHTTP, api: PinHTTP) {
        self.uploads = uploads
        self.api = api
    }

    /// A small object as the file that it is, a larger one as blocks that were cut here: how Pinata cuts files is unknown.
    package func put(_ object: PinObject, label: String) async throws(PinFault) -> PinnedThing {
        let path = ["v3", "files"]
        // Without `network` a file is private, and nobody else finds it.
        var fields = [("network", "public"), ("name", label), ("cid_version", "v1")]
        if !object.isSafeAsFile { fields.append(("car", "true")) }
        let form = MultipartBody(
            fields: fields.map { (name: $0.0, value: $0.1) }, fileName: object.isSafeAsFile ? label : "\(label).car",
            fileType: object.isSafeAsFile ? "application/octet-stream" : "application/vnd.ipld.car",
            file: object.isSafeAsFile ? object.bytes : object.car)
        let data = try await uploads.need(.post, path, type: form.contentType, body: form.bytes)["data"]
        guard let cid = data["cid"].string else { throw uploads.nonsense(path, expected: "data.cid") }
        return PinnedThing(cid: cid, id: data["id"].string)
    }

    /// Looks what is there. Throws ``PinFault``.
    package func find(_ cid: CID) async throws(PinFault) -> PinnedThing? { try await list("\(cid)").first }

    /// By its id, or whatever is there under the identifier.
    package func remove(_ thing: PinnedThing) async throws(PinFault) {
        var ids = thing.id.map { [$0] } ?? []
        if thing.id == nil { ids = try await list(thing.cid).compactMap(\.id) }
        for id in ids {
            let path = ["v3", "files", "public", id]
            let answer = try await api.ask(.delete, path)
            guard (200..<300).contains(answer.status) || answer.status == 404 else { throw api.fault(answer, path) }
        }
    }

    /// Changes nothing. Throws ``PinFault``.
    package func probe() async throws(PinFault) { _ = try await api.need(.get, ["v3", "files", "public"], [("limit", "1")]) }

    private func list(_ cid: String) async throws(PinFault) -> [PinnedThing] {
        let path = ["v3", "files", "public"]
        let data = try await api.need(.get, path, [("cid", cid)])["data"]
        guard data != .nothing else { throw api.nonsense(path, expected: "data") }
        return data["files"].items.compactMap { file in
            // A list that was asked for one and tells of all must not lead to their deletion.
            guard let found = file["cid"].string, let id = file["id"].string, Self.isSame(found, cid) else { return nil }
            return PinnedThing(cid: found, id: id)
        }
    }

    private static func isSame(_ found: String, _ asked: String) -> Bool {
        guard let cid = try? CID(asked) else { return found == asked }
        return PinnedThing(cid: found).isSame(as: cid)
    }
}
