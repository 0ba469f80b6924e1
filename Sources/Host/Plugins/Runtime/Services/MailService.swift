import Crypto
package import HostData
import HostEgress
import HostTenancy
package import Logging
import PluginABI

/// `hashinsight.mail/1` for one instance: mails to whom its grant allows, from the installation's address under its tenant's name.
package final class MailService: Sendable {
    /// Whose mails they are, as the host knows it.
    package struct Origin: Sendable {
        let plugin: String
        let tenant: TenantContext
        /// For people: the name that recipients see.
        let tenantName: String

        package init(plugin: String, tenant: TenantContext, tenantName: String) {
            self.plugin = plugin
            self.tenant = tenant
            self.tenantName = tenantName
        }
    }

    private let mail: PluginMail
    private let origin: Origin
    private let mayReachAnybody: Bool
    private let meter: UsageMeter
    private let logger: Logger

    /// - Parameter mayReachAnybody: Otherwise the tenant's own members alone.
    package init(_ mail: PluginMail, origin: Origin, mayReachAnybody: Bool, meter: UsageMeter, logger: Logger) {
        self.mail = mail
        self.origin = origin
        self.mayReachAnybody = mayReachAnybody
        self.meter = meter
        self.logger = logger
    }

    /// Starts to send a mail. Never blocks.
    func send(
        _ instance: LiveInstance, call: hi_id, message span: hi_bytes, deadlineNanos: UInt64, onResult: @escaping hi_on_result,
        context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        instance.countForeignTime()
        let now = monotonicNanos()
        let message: (message: MailMessage, reference: String?)
        do throws(MessageError) {
            message = try MailMessageReader.mail(try MessageReader(span))
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
        guard let mailer = mail.mailer else {
            throw PluginCallError(
                .unavailable, "this installation sends no mail; its operator must set \(MailServerSettings.expected)", details: "no_server")
        }
        let count = message.message.recipients.count
        try meter.enter(.mailsInFlight)
        let (operation, id): (HostOperation, hi_id)
        do throws(PluginCallError) {
            try meter.take(.mailsPerMinute, count, atNanos: now)
            if mail.days == nil { try meter.take(.mailsPerDay, count) }
            try meter.take(.egressBytes, message.message.contentBytes, atNanos: now)
            (operation, id) = try HostOperation.open(instance, parent: call, mayChange: true, onResult: onResult, context: context)
        } catch {
            meter[.mailsInFlight].leave()
            throw error
        }
        let deadline = min(deadlineNanos, now + DatabaseService.limitNanos)
        let task = Task { [meter] in
            do throws(PluginCallError) {
                let composed = try await self.composed(message.message, message.reference, from: mailer.server.from, deadline)
                try await self.takeFromDay(count, deadline)
                let cancel = mailer.send(composed, tenant: self.origin.tenant.key.rawValue, deadlineNanos: deadline) { result in
                    self.note(result, composed)
                    meter[.mailsInFlight].leave()
                    operation.end(
                        id,
                        result.map { MailAnswerWriter.message($0, messageId: composed.messageId) }.mapError { error in
                            // The line is the tenant's, for all its plugins, and bounds the mails' bytes too.
                            error.code == .tooManyWaiting
                                ? meter.overQuota(.mailsInFlight, used: meter[.mailsInFlight].limit + 1) : PluginCallError(error)
                        })
                }
                operation.onCancel(cancel)
            } catch {
                meter[.mailsInFlight].leave()
                operation.end(id, .failure(error))
            }
        }
        operation.onCancel { task.cancel() }
        return id
    }

    /// The mail as it goes out, if all its recipients are granted.
    private func composed(
        _ message: MailMessage, _ reference: String?, from: Mailbox, _ deadlineNanos: UInt64
    ) async throws(PluginCallError) -> ComposedMail {
        if !mayReachAnybody { try await checkMembers(message.recipients, deadlineNanos) }
        let stamp = MailStamp(
            from: Mailbox(from.address, name: Self.name(origin.tenantName) ?? from.name), unixSeconds: Int(unixMicros() / 1_000_000),
            identifier: identifier(reference))
        do throws(MailMessageError) {
            return try MailComposer.compose(message, stamp)
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
    }

    /// Counts recipients in the database, where every host counts; what is refused costs nothing.
    private func takeFromDay(_ count: Int, _ deadlineNanos: UInt64) async throws(PluginCallError) {
        guard let days = mail.days else { return }
        let outcome: MailDays.Outcome
        do {
            outcome = try await days.take(
                count, of: RouteTable.Place(tenantKey: origin.tenant.key.rawValue, plugin: origin.plugin), limit: meter[.mailsPerDay].limit,
                deadlineNanos: deadlineNanos)
        } catch {
            throw Self.cancelled ?? PluginCallError(any: error)
        }
        meter.noteDay(.mailsPerDay, used: outcome.mails)
        guard outcome.isTaken else { throw meter.overQuota(.mailsPerDay, used: outcome.mails + count) }
    }

    private static var cancelled: PluginCallError? { Task.isCancelled ? PluginCallError(.cancelled, "the mail was cancelled") : nil }

    private func checkMembers(_ recipients: [MailAddress], _ deadlineNanos: UInt64) async throws(PluginCallError) {
        let members: Set<String>
        do {
            members = try await mail.members(origin.tenant.key, recipients.map(\.folded), deadlineNanos)
        } catch {
            throw Self.cancelled ?? PluginCallError(any: error)
        }
        guard let stranger = recipients.first(where: { !members.contains($0.folded) }) else { return }
        throw PluginCallError(
            .denied,
            "\(stranger) is no member of \(origin.tenant.tenantId); \(origin.plugin) may write to the tenant's own members alone, to anybody only if its manifest asks for `grants: mail: any` and the operator grants that",
            details: "recipient_not_granted")
    }

    /// The part of the Message-ID before the domain. The same reference of one plugin and tenant gives the same.
    private func identifier(_ reference: String?) -> String {
        guard let reference else {
            return (0..<4).map { _ in String(UInt32.random(in: 0 ... .max), radix: 36) }.joined(separator: "-")
        }
        let named = "\(origin.plugin)\n\(origin.tenant.key.rawValue)\n\(reference)"
        return SHA256.hash(data: Array(named.utf8)).prefix(16).hexadecimal
    }

    /// A tenant's name as a sender's; nil if it says nothing.
    private static func name(_ tenantName: String) -> String? {
        var name = ""
        for scalar in tenantName.unicodeScalars {
            let isLine = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value != 0x2028 && scalar.value != 0x2029
            let text = isLine ? String(scalar) : " "
            guard name.utf8.count + text.utf8.count <= MailLimits.maximumNameBytes else { break }
            name += text
        }
        return name.allSatisfy({ $0 == " " }) ? nil : name
    }

    private func note(_ result: Result<MailReceipt, MailError>, _ mail: ComposedMail) {
        var metadata: Logger.Metadata = [
            "plugin": "\(origin.plugin)", "tenant": "\(origin.tenant.tenantId)", "message_id": "\(mail.messageId)",
        ]
        switch result {
        case .success(let receipt):
            metadata["accepted"] = "\(receipt.accepted.count)"
            metadata["rejected"] = "\(receipt.rejected.count)"
            logger.info("a mail was sent", metadata: metadata)
        case .failure(let error):
            metadata["reason"] = "\(error)"
            logger.warning("a mail was not sent", metadata: metadata)
        }
    }
}

extension PluginCallError {
    /// What a plugin is told of a mail that was not sent; `details` begins with the code, and with what was refused.
    init(_ error: MailError) {
        let status: PluginStatus =
            switch error.code {
            case .rejected, .tryLater, .unreachable, .notTrusted, .notSignedIn, .brokenAnswer, .resting: .unavailable
            case .tooManyWaiting: .overQuota
            case .deadline: .deadline
            case .cancelled: .cancelled
            }
        let word = error.mayBeDelivered ? "outcome_unknown" : error.code.rawValue
        let rest = [error.refused?.rawValue ?? "", error.cause].filter { !$0.isEmpty }
        self.init(status, error.message, details: ([word] + rest).joined(separator: ": "))
    }
}
