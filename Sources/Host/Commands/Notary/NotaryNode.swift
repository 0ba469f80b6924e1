import Ethereum
import EventLoop
import HostEgress

/// A node of the verifier's choice, asked over HTTP. The address is the person's own, so it may be a private one.
struct NotaryNode: NotaryChain {
    private static let patienceNanos: UInt64 = 30_000_000_000
    // The special networks that somebody's own node may be in.
    private static let ownNetworks = [
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
    ]

    private let engine: HTTPEngine
    private let pool: HTTPPool
    private let url: CheckedURL

    /// Throws ``Failure`` for what is no URL.
    init(_ address: String) throws {
        do {
            url = try CheckedURL(address)
            guard let pattern = HostPattern(url.endpoint.description) else {
                throw Failure(.wrongInput, "--rpc: \(url.endpoint) cannot be asked, expected \(HostPattern.expected)")
            }
            let networks = try Self.ownNetworks.map { try NetworkRange($0) }
            engine = try HTTPEngine()
            pool = engine.pool(grant: HTTPGrant(hosts: [pattern], networks: networks), product: "notary-verify")
        } catch let problem as OutgoingError {
            throw Failure(.wrongInput, "--rpc: \(problem.message)")
        } catch let problem as EventLoopError {
            throw Failure(.failed, "no thread for requests: \(problem)")
        }
    }

    func chainID() async throws -> UInt64 {
        let found: NodeQuantity? = try await ask(.chainID)
        return try needed(found, .chainID).value
    }

    func call(_ contract: Address, data: [UInt8]) async throws -> [UInt8] {
        let question = NotaryNodeQuestion.call(contract, data: data)
        let found: NodeBytes? = try await ask(question)
        return try needed(found, question).bytes
    }

    func transaction(_ hash: Bytes32) async throws -> IncludedTransaction? {
        let found: NodeTransaction? = try await ask(.transaction(hash))
        do { return try found?.included } catch let fault as EthereumFault {
            throw NotaryNodeError(code: .malformed, message: "eth_getTransactionByHash: \(fault.message)")
        }
    }

    func finalizedBlock() async throws -> UInt64 {
        let found: NodeBlock? = try await ask(.finalizedBlock)
        return try needed(found, .finalizedBlock).number.value
    }

    private func needed<Found>(_ found: Found?, _ question: NotaryNodeQuestion) throws -> Found {
        guard let found else {
            throw NotaryNodeError(
                code: .malformed,
                message: "\(question.method): the node answered null, so it does not have this: ask another, such as an archive node")
        }
        return found
    }

    private func ask<Result: Decodable>(_ question: NotaryNodeQuestion) async throws -> Result? {
        let request = OutgoingRequest(
            .post, url, headers: [HTTPHeader("content-type", "application/json")], body: Array(question.json.utf8),
            deadlineNanos: EventLoop.nowNanos() + Self.patienceNanos)
        do {
            let answer = try await withCheckedThrowingContinuation { continuation in
                do { _ = try pool.start(request) { outcome, _ in continuation.resume(with: outcome) } } catch {
                    continuation.resume(throwing: error)
                }
            }
            return try NotaryNodeReply<Result>.read(answer.body, status: answer.status, of: question.method)
        } catch let problem as OutgoingError {
            throw NotaryNodeError(code: .unreachable, message: "\(url.endpoint): \(problem.message)")
        }
    }
}
