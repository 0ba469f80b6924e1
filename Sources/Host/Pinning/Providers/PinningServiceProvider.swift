package import Ethereum
internal import HostEgress

/// Any service that speaks the IPFS Pinning Service API. It takes an identifier alone and finds the bytes on the network, so another
/// provider has to have put them there.
package struct PinningServiceProvider: PinProvider {
    package let name = PinProviderName.service
    private let http: PinHTTP
    private let source: KuboProvider?
    private static let states = "queued,pinning,pinned,failed"

    /// - Parameter source: The node that has the bytes, if it is ours: the service is told where it is.
    package init(_ http: PinHTTP, source: KuboProvider?) {
        self.http = http
        self.source = source
    }

    /// Hands it over. Throws ``PinFault``.
    package func put(_ object: PinObject, label: String) async throws(PinFault) -> PinnedThing {
        // The network finds it without them too.
        let origins = (try? await source?.addresses()) ?? []
        let list = origins.prefix(20).filter { !$0.contains("\"") && !$0.contains("\\") }.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"{"cid":"\#(object.cid)","name":"\#(label)","origins":[\#(list)]}"#
        let answer = try await http.need(.post, ["pins"], type: "application/json", body: Array(body.utf8))
        for delegate in answer["delegates"].items.prefix(5).compactMap(\.string) { try? await source?.connect(to: delegate) }
        guard let thing = Self.thing(answer) else { throw http.nonsense(["pins"], expected: "pin.cid and requestid") }
        return thing
    }

    /// One that failed counts as none: it is asked for anew.
    package func find(_ cid: CID) async throws(PinFault) -> PinnedThing? {
        try await list("\(cid)").filter { $0["status"].string != "failed" }.compactMap(Self.thing).first { $0.isSame(as: cid) }
    }

    /// Has it unpinned; what is not there is fine. Throws ``PinFault``.
    package func remove(_ thing: PinnedThing) async throws(PinFault) {
        var ids = thing.id.map { [$0] } ?? []
        if thing.id == nil {
            ids = try await list(thing.cid).filter { $0["pin"]["cid"].string == thing.cid }.compactMap { $0["requestid"].string }
        }
        for id in ids {
            let answer = try await http.ask(.delete, ["pins", id])
            guard (200..<300).contains(answer.status) || answer.status == 404 else { throw http.fault(answer, ["pins"]) }
        }
    }

    /// Changes nothing. Throws ``PinFault``.
    package func probe() async throws(PinFault) { _ = try await http.need(.get, ["pins"], [("limit", "1")]) }

    private func list(_ cid: String) async throws(PinFault) -> [LooseJSON] {
        let answer = try await http.need(.get, ["pins"], [("cid", cid), ("status", Self.states)])
        guard case .list(let found) = answer["results"] else { throw http.nonsense(["pins"], expected: "results") }
        return found
    }

    private static func thing(_ status: LooseJSON) -> PinnedThing? {
        guard let id = status["requestid"].string, let cid = status["pin"]["cid"].string else { return nil }
        return PinnedThing(cid: cid, id: id, isSettled: status["status"].string == "pinned")
    }
}
