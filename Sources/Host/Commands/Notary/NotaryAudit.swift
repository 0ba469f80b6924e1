import Ethereum
import Foundation
import HostTenancy
import PostgresClient

/// What the operator ordered of the notary, in the audit.
enum NotaryAudit {
    /// That a halted notary may go on.
    static func resume(_ reason: String, _ origin: ChangeOrigin, in session: PostgresSession) async throws {
        let before = String(decoding: try JSONEncoder().encode(["halted": reason]), as: UTF8.self)
        try await AuditLog.append(
            AuditEvent(tenant: nil, action: "notary.resume", subject: "notary", beforeJSON: before), origin, in: session)
    }

    /// That a transaction which a command had signed was taken back.
    static func cancel(_ command: String, of account: Address, _ origin: ChangeOrigin, in session: PostgresSession) async throws {
        let before = String(decoding: try JSONEncoder().encode(["account": "\(account)", "ordered": command]), as: UTF8.self)
        try await AuditLog.append(
            AuditEvent(tenant: nil, action: "notary.cancel", subject: "notary", beforeJSON: before), origin, in: session)
    }

    /// That another account goes on with the stream.
    static func handOver(from old: Address, to new: Address, _ origin: ChangeOrigin, in session: PostgresSession) async throws {
        try await AuditLog.append(
            AuditEvent(
                tenant: nil, action: "notary.hand_over", subject: "notary", beforeJSON: "{\"account\":\"\(old)\"}",
                afterJSON: "{\"account\":\"\(new)\"}"), origin, in: session)
    }
}
