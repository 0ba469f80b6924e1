internal import EventLoop
internal import Foundation
package import HostEgress
internal import Synchronization

/// A provider that is asked over HTTP: its address, its token, and how often it may be asked.
///
/// Thread: any, for every function; none blocks.
package final class PinHTTP: Sendable {
    package let address: PinAddress
    private let token: String?
    private let pool: HTTPPool
    private let patienceNanos: UInt64
    private let pace: PinPace

    /// - Parameters:
    ///   - pace: Shared by all addresses of one provider.
    ///   - patienceSeconds: For one request, its body included.
    package init(_ address: PinAddress, token: String?, engine: HTTPEngine, pace: PinPace, patienceSeconds: Int) {
        self.address = address
        self.token = token
        self.pace = pace
        patienceNanos = UInt64(patienceSeconds) * 1_000_000_000
        var limits = HTTPLimits()
        // A provider that fails is asked again by the queue's own clock.
        limits.failuresToOpen = .max
        limits.redirects = 0
        pool = engine.pool(grant: address.grant, product: "pinning", limits: limits)
    }

    /// Asks; gives whatever status came.
    /// - Parameter doing: What it is for, in the messages of faults.
    /// - Throws: ``PinFault`` if no answer comes, and before asking if it would be too soon.
    func ask(
        _ method: HTTPMethod, _ path: [String], _ query: [(String, String)] = [], type: String? = nil, body: [UInt8] = []
    ) async throws(PinFault) -> OutgoingAnswer {
        let url = try address.url(path, query)
        if let seconds = pace.take(nowNanos: EventLoop.nowNanos()) {
            throw PinFault(.waiting, "\(address): as many requests in a minute as are allowed", retryAfterSeconds: seconds)
        }
        var headers: [HTTPHeader] = []
        if let token { headers.append(HTTPHeader("authorization", "Bearer \(token)")) }
        if let type { headers.append(HTTPHeader("content-type", type)) }
        let request = OutgoingRequest(
            method, url, headers: headers, body: body, redirects: 0, deadlineNanos: EventLoop.nowNanos() + patienceNanos)
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Result<OutgoingAnswer, OutgoingError>, Never>) in
            do throws(OutgoingError) {
                _ = try pool.start(request) { outcome, _ in continuation.resume(returning: outcome) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        do throws(OutgoingError) { return try outcome.get() } catch { throw PinFault(error, asked: asked(path)) }
    }

    /// As `ask`, and a status other than 2xx is a fault too.
    func need(
        _ method: HTTPMethod, _ path: [String], _ query: [(String, String)] = [], type: String? = nil, body: [UInt8] = []
    ) async throws(PinFault) -> LooseJSON {
        let answer = try await ask(method, path, query, type: type, body: body)
        guard (200..<300).contains(answer.status) else { throw fault(answer, path) }
        return LooseJSON(answer.body)
    }

    /// What a status other than 2xx means.
    func fault(_ answer: OutgoingAnswer, _ path: [String]) -> PinFault {
        PinFault(
            status: answer.status, headers: answer.headers, body: answer.body, asked: asked(path),
            nowSeconds: Int(Date().timeIntervalSince1970))
    }

    /// An answer of success that lacks what it has to say: of somebody in between, or cut off.
    func nonsense(_ path: [String], expected: String) -> PinFault {
        PinFault(.unreachable, "\(asked(path)): the answer has no \(expected)")
    }

    // Without what comes after the function's own name: identifiers tell nothing to a person.
    private func asked(_ path: [String]) -> String { "\(address)/\(path.prefix(3).joined(separator: "/"))" }
}
