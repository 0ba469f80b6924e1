import Foundation
import Synchronization

/// Hashes and verifies passwords on a thread of its own, one at a time: neither the cooperative pool nor an event loop waits,
/// and a flood of logins takes one core and one hash's memory at most.
package final class PasswordHasher: Sendable {
    let parameters: PasswordHash.Parameters
    private let queueLimit: Int
    private let queue = Mutex(Queue())
    private let wake = DispatchSemaphore(value: 0)
    /// Verified against when an address has no password, so that it takes as long as if it had one.
    private let decoy = Mutex<PasswordHash?>(nil)

    private struct Queue {
        var work: [@Sendable () -> Void] = []
        var isClosed = false
    }

    /// - Parameter queueLimit: How many may wait; more are refused with code `busy`.
    package convenience init(queueLimit: Int = 64) { self.init(parameters: PasswordHash.Parameters(), queueLimit: queueLimit) }

    init(parameters: PasswordHash.Parameters, queueLimit: Int) {
        self.parameters = parameters
        self.queueLimit = queueLimit
        let thread = Thread { [self] in run() }
        thread.name = "password-hash"
        thread.stackSize = 256 * 1024
        thread.start()
    }

    /// Ends the thread after the work that waits; later calls are refused.
    package func close() {
        queue.withLock { $0.isClosed = true }
        wake.signal()
    }

    func hash(_ password: String) async throws(IdentityError) -> PasswordHash {
        let bytes = PasswordPolicy.bytes(password)
        let parameters = self.parameters
        return try await perform { try PasswordHash.make(bytes, parameters) }
    }

    /// Hashes the first line of a file; reads it on the hasher's thread.
    /// - Throws: ``IdentityError`` with code `notFound` if it cannot be read, `weakPassword` if the policy refuses it.
    func hash(passwordFile path: String, email: String) async throws(IdentityError) -> PasswordHash {
        let parameters = self.parameters
        return try await perform {
            guard let data = FileManager.default.contents(atPath: path), let text = String(data: data.prefix(4_096), encoding: .utf8) else {
                throw IdentityError(.notFound, "\(path) cannot be read")
            }
            let password = String(text.prefix { !$0.isNewline })
            try PasswordPolicy.check(password, email: email)
            return try PasswordHash.make(PasswordPolicy.bytes(password), parameters)
        }
    }

    /// - Parameter hash: nil verifies against a decoy and answers false, after the same time.
    func verify(_ password: String, _ hash: PasswordHash?) async throws(IdentityError) -> Bool {
        let bytes = PasswordPolicy.bytes(password)
        return try await perform { [self] in
            if let hash { return try hash.matches(bytes) }
            _ = try decoyHash().matches(bytes)
            return false
        }
    }

    private func decoyHash() throws(PasswordHashError) -> PasswordHash {
        if let hash = decoy.withLock({ $0 }) { return hash }
        let made = try PasswordHash.make(SecureRandom.bytes(16), parameters)
        decoy.withLock { $0 = made }
        return made
    }

    private func perform<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws(IdentityError) -> Value {
        let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
            let isTaken = queue.withLock { queue in
                guard !queue.isClosed, queue.work.count < queueLimit else { return false }
                queue.work.append { continuation.resume(returning: Result(catching: work)) }
                return true
            }
            if isTaken {
                wake.signal()
            } else {
                continuation.resume(
                    returning: .failure(IdentityError(.busy, "too many sign-ins at once; try again in a second", retryAfterSeconds: 1)))
            }
        }
        switch result {
        case .success(let value): return value
        case .failure(let error as IdentityError): throw error
        case .failure(let error): throw IdentityError(.unavailable, "passwords cannot be checked now", cause: error)
        }
    }

    private func run() {
        while true {
            wake.wait()
            let (work, isClosed) = queue.withLock { queue in
                (queue.work.isEmpty ? nil : queue.work.removeFirst(), queue.isClosed)
            }
            if let work {
                work()
            } else if isClosed {
                return
            }
        }
    }
}
