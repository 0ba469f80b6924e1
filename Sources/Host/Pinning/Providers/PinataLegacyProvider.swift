package import Ethereum
internal import HostEgress

/// Pinata by its older interface, which cuts files as it likes: so only what is one small block goes there.
package struct PinataLegacyProvider: PinProvider {
    package let name = PinProviderName.pinata
    private let http: PinHTTP

    package init(_ http: PinHTTP) { self.http = http }

    /// Hands it over. Throws ``PinFault``.
    package func put(_ object: PinObject, label: String) async throws(PinFault) -> PinnedThing {
        guard object.isSafeAsFile else {
            throw PinFault(
                .refused,
                "Pinata's older interface cannot be told how to cut \(object.bytes.count) bytes, \(CID.oneBlockBytes) fit: set PINATA_API to v3"
            )
        }
        let path = ["pinning", "pinFileToIPFS"]
        let form = MultipartBody(
            fields: [(name: "pinataMetadata", value: "{\"name\":\"\(label)\"}"), (name: "pinataOptions", value: #"{"cidVersion":1}"#)],
            fileName: label, file: object.bytes)
        guard let cid = try await http.need(.post, path, type: form.contentType, body: form.bytes)["IpfsHash"].string else {
            throw http.nonsense(path, expected: "IpfsHash")
        }
        return PinnedThing(cid: cid)
    }

    /// Looks what is there. Throws ``PinFault``.
    package func find(_ cid: CID) async throws(PinFault) -> PinnedThing? {
        let path = ["data", "pinList"]
        let answer = try await http.need(.get, path, [("hashContains", "\(cid)"), ("status", "pinned"), ("pageLimit", "10")])
        guard case .list(let rows) = answer["rows"] else { throw http.nonsense(path, expected: "rows") }
        return rows.compactMap { $0["ipfs_pin_hash"].string }.map { PinnedThing(cid: $0) }.first { $0.isSame(as: cid) }
    }

    /// A refusal means that it is not there only if a look says the same: the words for it are described nowhere.
    package func remove(_ thing: PinnedThing) async throws(PinFault) {
        let path = ["pinning", "unpin", thing.cid]
        let answer = try await http.ask(.delete, path)
        guard !(200..<300).contains(answer.status) else { return }
        let fault = http.fault(answer, path)
        guard [400, 404, 500].contains(answer.status), let cid = try? CID(thing.cid), try await find(cid) == nil else { throw fault }
    }

    /// Changes nothing. Throws ``PinFault``.
    package func probe() async throws(PinFault) { _ = try await http.need(.get, ["data", "testAuthentication"]) }
}
