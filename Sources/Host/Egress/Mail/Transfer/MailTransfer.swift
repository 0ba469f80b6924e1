internal import CCurl
internal import Glibc
internal import Synchronization

/// One mail on its way.
///
/// `@unchecked Sendable`: everything but the constants and atomics is touched by one thread: the place and the slot on the mailer's loop, all
/// else on the slot's loop.
final class MailTransfer: @unchecked Sendable {
    /// Where it stands.
    enum Place {
        case inLine
        case running
        /// Told to its sender; the slot has not let go of it.
        case stopping
        case ended
    }

    let number: UInt64
    let tenant: Int64
    let mail: ComposedMail
    let server: MailServer
    let limits: MailLimits
    let beganNanos: UInt64
    let deadlineNanos: UInt64
    let completion: @Sendable (Result<MailReceipt, MailError>) -> Void
    var place = Place.inLine
    var slot: MailSlot?
    /// Nobody waits for it any more. Any thread.
    let isStopped = Atomic<Bool>(false)
    private let isHandedOver = Atomic<Bool>(false)
    private let isAnswered = Atomic<Bool>(false)
    /// Whether it has been tried before, on a connection that the server had left.
    private(set) var isSecondTry = false
    private(set) var dialogue = SMTPDialogue()
    /// The connection, as far as it is known.
    var descriptor: Int32?
    private var offset = 0

    init(
        _ mail: ComposedMail, number: UInt64, tenant: Int64, server: MailServer, limits: MailLimits, nowNanos: UInt64,
        deadlineNanos: UInt64,
        completion: @escaping @Sendable (Result<MailReceipt, MailError>) -> Void
    ) {
        self.mail = mail
        self.number = number
        self.tenant = tenant
        self.server = server
        self.limits = limits
        self.completion = completion
        self.deadlineNanos = deadlineNanos
        beganNanos = nowNanos
    }

    /// Whether the server has all of it and has not said what becomes of it. Any thread.
    var mayBeDelivered: Bool { isHandedOver.load(ordering: .acquiring) && !isAnswered.load(ordering: .acquiring) }

    /// Another try on a new connection.
    func beginAgain() {
        isSecondTry = true
        dialogue = SMTPDialogue()
        descriptor = nil
        offset = 0
        isHandedOver.store(false, ordering: .releasing)
    }

    // MARK: libcurl's side

    /// Copies the next bytes of the mail; 0 at its end.
    func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(memory.count, mail.bytes.count - offset)
        guard count > 0 else {
            isHandedOver.store(true, ordering: .releasing)
            return 0
        }
        mail.bytes.withUnsafeBytes { memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) }
        offset += count
        // libcurl need not ask for an end that it knows of by the size.
        if offset == mail.bytes.count { isHandedOver.store(true, ordering: .releasing) }
        return count
    }

    func sent(_ bytes: UnsafeRawBufferPointer) {
        dialogue.sent(bytes)
        // libcurl would stop the loop until the server has answered the last word.
        if bytes.starts(with: Array("QUIT".utf8)), let descriptor { shutdown(descriptor, Int32(SHUT_RD)) }
    }

    func received(_ bytes: UnsafeRawBufferPointer) {
        dialogue.received(bytes)
        if dialogue.message != nil { isAnswered.store(true, ordering: .releasing) }
    }

    // MARK: How it ended

    /// What libcurl's code and the server's replies mean together.
    func outcome(_ code: CURLcode, nowNanos: UInt64) -> Result<MailReceipt, MailError> {
        if let reply = dialogue.message {
            guard reply.isPositive else { return .failure(refused(reply, .mail, "the mail")) }
            return .success(receipt(reply, nowNanos: nowNanos))
        }
        if let refusal = refusal() { return .failure(refusal) }
        return .failure(failure(code))
    }

    private func receipt(_ reply: SMTPDialogue.Reply, nowNanos: UInt64) -> MailReceipt {
        var accepted: [MailAddress] = []
        var rejected: [MailReceipt.Rejection] = []
        for (address, reply) in zip(mail.recipients, dialogue.recipients) {
            if reply.isPositive { accepted.append(address) } else { rejected.append(.init(address, reply: reply.text)) }
        }
        return MailReceipt(accepted: accepted, rejected: rejected, reply: reply.text, elapsedNanos: nowNanos &- beganNanos)
    }

    /// A reply that ended it before the mail was handed over.
    private func refusal() -> MailError? {
        if let reply = dialogue.sender, !reply.isPositive { return refused(reply, .sender, "the sender \(mail.sender)") }
        if let last = dialogue.recipients.last, dialogue.recipients.allSatisfy({ !$0.isPositive }),
            dialogue.recipients.count == mail.recipients.count
        {
            // One that may be taken later decides: then the others are told.
            let decisive = dialogue.recipients.first { $0.isTransient } ?? last
            return refused(decisive, decisive.refusedPart, "every recipient")
        }
        if let reply = dialogue.data, !(300...399).contains(reply.code) { return refused(reply, .mail, "the mail") }
        return nil
    }

    private func refused(_ reply: SMTPDialogue.Reply, _ part: MailError.Part, _ what: String) -> MailError {
        MailError(reply.isTransient ? .tryLater : .rejected, "\(server.endpoint) refuses \(what): \(reply.text)", refused: part)
    }

    private func failure(_ code: CURLcode) -> MailError {
        let place = server.endpoint
        let cause = String(cString: curl_easy_strerror(code)) + (dialogue.last.map { "; the last reply was \($0.text)" } ?? "")
        switch code {
        case CURLE_LOGIN_DENIED:
            return MailError(.notSignedIn, "\(place) does not take the installation's user and password", cause: cause)
        case CURLE_COULDNT_RESOLVE_HOST: return MailError(.unreachable, "the name \(server.host) was not resolved", cause: cause)
        case CURLE_COULDNT_CONNECT: return MailError(.unreachable, "\(place) refused the connection", cause: cause)
        case CURLE_OPERATION_TIMEDOUT:
            let span = dialogue.hasBegun ? "\(limits.answerTimeoutSeconds) s" : "\(limits.connectTimeoutMilliseconds) ms"
            return MailError(
                .unreachable, "\(place) did not answer within \(span)", cause: cause, mayBeDelivered: mayBeDelivered)
        case CURLE_USE_SSL_FAILED:
            return MailError(.notTrusted, "\(place) offers no STARTTLS, and nothing is sent in the clear", cause: cause)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR:
            return MailError(.notTrusted, "no trusted connection to \(place) came about", cause: cause)
        default:
            if !dialogue.hasBegun, let last = dialogue.last, (400...599).contains(last.code) {
                return refused(last, .session, "this installation")
            }
            return MailError(
                .brokenAnswer,
                mayBeDelivered
                    ? "the connection to \(place) broke after the mail was handed over; it may have been delivered"
                    : "\(place) broke the connection off, or speaks no SMTP", cause: cause, mayBeDelivered: mayBeDelivered)
        }
    }
}
