import Foundation
import HostTenancy
import PostgresClient

/// That a halted notary may go on, in the audit.
enum NotaryResumption {
    static func audit(_ reason: String, _ origin: ChangeOrigin, in session: PostgresSession) async throws {
        let before = String(decoding: try JSONEncoder().encode(["halted": reason]), as: UTF8.self)
        try await AuditLog.append(
            AuditEvent(tenant: nil, action: "notary.resume", subject: "notary", beforeJSON: before), origin, in: session)
    }
}
