internal import Ethereum
internal import Foundation
internal import Synchronization

/// A service of the tests that keeps bytes, over real HTTP, in the words of one protocol, with faults at the test's word.
///
/// It recomputes every identifier from the bytes that came; a file of blocks is taken only if each block has the hash that it is named by.
package final class PinningPeer: Sendable {
    package enum Kind: Sendable, CaseIterable { case kubo, pinata, legacy, service }

    /// What happens to a request instead of its answer.
    package enum Fault: Sendable {
        case status(Int, headers: [(String, String)] = [], body: String = "")
        /// Done, and then answered like this.
        case afterwards(Int)
        /// Done, and then the connection ends within the answer.
        case cut
        /// Something that is no answer of this protocol.
        case garbage
        /// The bytes are kept under an identifier that is not theirs.
        case otherCID
        /// No answer, until the test ends.
        case hold
    }

    struct State {
        var blobs: [String: [UInt8]] = [:]
        /// By id: the identifier.
        var pins: [String: String] = [:]
        var faults: [Fault] = []
        var lookFaults: [Fault] = []
        var nextID = 1
        var puts = 0
        /// Identifiers that a service finds on the network, and after how many looks.
        var looksUntilPinned = 0
        var looks: [String: Int] = [:]
    }

    package let kind: Kind
    /// What has to stand in the requests; nil where none is wanted.
    package let token: String?
    let state = Mutex(State())
    private let server = Mutex<ScriptedHTTPServer?>(nil)

    package init(_ kind: Kind, token: String? = nil) {
        self.kind = kind
        self.token = token
        let server = ScriptedHTTPServer { [weak self] request in self?.answer(request) ?? .raw([]) }
        self.server.withLock { $0 = server }
    }

    /// Without a slash at its end.
    package var url: String { server.withLock { $0?.url("") ?? "" } }
    /// Method and path of what was asked.
    package var asked: [String] { server.withLock { $0?.requests.map { "\($0.method) \($0.target)" } ?? [] } }
    package func stop() { server.withLock { $0?.stop() } }

    /// Orders faults for the next requests that change something.
    package func fault(_ faults: Fault...) { state.withLock { $0.faults += faults } }
    /// Orders faults for the next requests that change nothing.
    package func faultLooks(_ faults: Fault...) { state.withLock { $0.lookFaults += faults } }
    /// Loses all that it was given, as if its disk had gone.
    package func loseAll() {
        state.withLock { state in
            state.pins = [:]
            state.blobs = [:]
        }
    }
    /// The identifiers that are pinned.
    package var pinned: Set<String> { state.withLock { Set($0.pins.values) } }
    /// Pins, one for each id.
    package var pinCount: Int { state.withLock { $0.pins.count } }
    /// How often bytes were handed over.
    package var puts: Int { state.withLock { $0.puts } }
    /// The bytes of an identifier, as a gateway would give them.
    package func bytes(_ cid: String) -> [UInt8]? { state.withLock { $0.blobs[cid] } }
    /// The identifier of one block of bytes.
    package static func identifier(of bytes: [UInt8]) -> String { "\(CID(hashing: bytes, as: .raw))" }
    /// Lets a service find what it is asked for only after so many looks.
    package func find(afterLooks count: Int) { state.withLock { $0.looksUntilPinned = count } }

    private func answer(_ request: ScriptedHTTPServer.Received) -> ScriptedHTTPServer.Answer {
        if let token, request.headers["authorization"] != "Bearer \(token)" {
            return Self.json(401, #"{"error":{"reason":"INVALID_CREDENTIALS","details":"no such token"}}"#)
        }
        let isChange = request.method == "DELETE" || (request.method == "POST" && !request.target.contains("/pin/ls"))
        let fault = state.withLock { state -> Fault? in
            if isChange { return state.faults.isEmpty ? nil : state.faults.removeFirst() }
            return state.lookFaults.isEmpty ? nil : state.lookFaults.removeFirst()
        }
        switch fault {
        case .status(let status, let headers, let body): return .answer(status: status, headers: headers, body: Array(body.utf8))
        case .garbage: return .answer(body: Array("<html>a page of somebody in between</html>".utf8))
        case .hold: return .hold
        case .afterwards(let status):
            _ = handle(request, isLying: false)
            return Self.json(status, #"{"error":"it was done nevertheless"}"#)
        case .cut:
            _ = handle(request, isLying: false)
            return .raw(Array("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"data\":{".utf8))
        case .otherCID: return handle(request, isLying: true)
        case nil: return handle(request, isLying: false)
        }
    }

    private func handle(_ request: ScriptedHTTPServer.Received, isLying: Bool) -> ScriptedHTTPServer.Answer {
        let call = PinningCall(request)
        return switch kind {
        case .kubo: kubo(call, isLying)
        case .pinata: pinata(call, isLying)
        case .legacy: legacy(call, isLying)
        case .service: service(call)
        }
    }

    /// Keeps bytes under their identifier; nil for a file of blocks that is not what it says.
    func keep(_ bytes: [UInt8], isCAR: Bool, isLying: Bool) -> String? {
        var name: String
        var content = bytes
        if isCAR {
            guard let car = CarReader(bytes) else { return nil }
            name = "\(car.root)"
            content = car.content
        } else {
            name = "\(CID(hashing: bytes, as: .raw))"
        }
        if isLying { name = "\(CID(hashing: bytes + [0], as: .raw))" }
        state.withLock {
            $0.blobs[name] = content
            $0.puts += 1
        }
        return name
    }

    static func json(_ text: String) -> ScriptedHTTPServer.Answer { json(200, text) }

    static func json(_ status: Int, _ text: String) -> ScriptedHTTPServer.Answer {
        .answer(status: status, headers: [("content-type", "application/json")], body: Array(text.utf8))
    }
}
