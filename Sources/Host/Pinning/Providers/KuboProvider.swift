package import Ethereum
internal import HostEgress

/// A node of IPFS on this machine, by Kubo's RPC. It is asked by POST for everything; whoever reaches it commands the node, so it listens on
/// the loopback alone.
package struct KuboProvider: PinProvider {
    package let name = PinProviderName.kubo
    private let http: PinHTTP

    package init(_ http: PinHTTP) { self.http = http }

    /// One block as it is, or all blocks of a larger file: nothing is left to how the node cuts files.
    package func put(_ object: PinObject, label: String) async throws(PinFault) -> PinnedThing {
        if object.isSafeAsFile {
            let path = ["api", "v0", "block", "put"]
            let form = MultipartBody(fileName: "block", file: object.bytes)
            let answer = try await ask(
                path, [("cid-codec", "raw"), ("mhtype", "sha2-256"), ("pin", "true")], type: form.contentType, body: form.bytes)
            guard let cid = LooseJSON.lines(answer.body).first?["Key"].string else { throw http.nonsense(path, expected: "Key") }
            return PinnedThing(cid: cid)
        }
        let path = ["api", "v0", "dag", "import"]
        let form = MultipartBody(fileName: "evidence.car", fileType: "application/vnd.ipld.car", file: object.car)
        let query = [("pin-roots", "true"), ("allow-big-block", "true")]
        let answer = try await ask(path, query, type: form.contentType, body: form.bytes)
        guard let root = LooseJSON.lines(answer.body).map({ $0["Root"] }).first(where: { $0["Cid"]["/"].string != nil }) else {
            throw http.nonsense(path, expected: "Root")
        }
        if let problem = root["PinErrorMsg"].string { throw PinFault(.unreachable, "\(http.address): \(LooseJSON.shown(problem))") }
        return PinnedThing(cid: root["Cid"]["/"].string ?? "")
    }

    /// Looks what is there. Throws ``PinFault``.
    package func find(_ cid: CID) async throws(PinFault) -> PinnedThing? {
        let path = ["api", "v0", "pin", "ls"]
        let answer = try await http.ask(.post, path, [("arg", "\(cid)"), ("type", "recursive")])
        if answer.status == 500, Self.isNotPinned(answer.body) { return nil }
        guard (200..<300).contains(answer.status) else { throw http.fault(answer, path) }
        guard case .object(let keys) = LooseJSON(answer.body)["Keys"], let key = keys.keys.first else { return nil }
        return PinnedThing(cid: key)
    }

    /// Has it unpinned; what is not there is fine. Throws ``PinFault``.
    package func remove(_ thing: PinnedThing) async throws(PinFault) {
        let path = ["api", "v0", "pin", "rm"]
        let answer = try await http.ask(.post, path, [("arg", thing.cid)])
        if answer.status == 500, Self.isNotPinned(answer.body) { return }
        guard (200..<300).contains(answer.status) else { throw http.fault(answer, path) }
    }

    /// Changes nothing. Throws ``PinFault``.
    package func probe() async throws(PinFault) {
        let path = ["api", "v0", "version"]
        guard try await http.need(.post, path)["Version"].string != nil else { throw http.nonsense(path, expected: "Version") }
    }

    /// Where other nodes find this one; none while it is alone.
    func addresses() async throws(PinFault) -> [String] {
        try await http.need(.post, ["api", "v0", "id"])["Addresses"].items.compactMap(\.string)
    }

    /// Connects it to a node that wants something of it.
    func connect(to address: String) async throws(PinFault) {
        _ = try await http.need(.post, ["api", "v0", "swarm", "connect"], [("arg", address)])
    }

    private func ask(_ path: [String], _ query: [(String, String)], type: String, body: [UInt8]) async throws(PinFault) -> OutgoingAnswer {
        let answer = try await http.ask(.post, path, query, type: type, body: body)
        guard (200..<300).contains(answer.status) else { throw http.fault(answer, path) }
        // What goes wrong after the status was sent comes in a trailer.
        if let late = answer.headers.first(where: { $0.name == "x-stream-error" }), !late.value.isEmpty {
            throw PinFault(.unreachable, "\(http.address): \(LooseJSON.shown(late.value))")
        }
        return answer
    }

    private static func isNotPinned(_ body: [UInt8]) -> Bool { LooseJSON(body).reason?.contains("not pinned") ?? false }
}
