internal import CCurl
internal import EventLoop

/// The mails and connections of a mailer, on its loop.
///
/// `@unchecked Sendable`: everything but the constants is touched on the mailer's loop alone.
final class MailerCore: @unchecked Sendable {
    private let loop: EventLoop
    private let options: MailerOptions
    private let server: MailServer
    private let sockets = MailSockets()
    private var multi: CurlMulti?
    private var transfers: [UInt64: MailTransfer] = [:]
    private var deadlines: [UInt64: EventLoop.Timer] = [:]
    private var line: MailLine
    private var breaker: CircuitBreaker
    private var isClosing = false
    private let limits: MailLimits

    init(loop: EventLoop, server: MailServer, options: MailerOptions, limits: MailLimits) {
        self.loop = loop
        self.server = server
        self.options = options
        self.limits = limits
        line = MailLine(limits)
        breaker = CircuitBreaker(options.breaker)
    }

    // MARK: From the mailer

    func start(_ transfer: MailTransfer) {
        guard !isClosing else { return end(transfer, .failure(MailError(.cancelled, "the host is ending"))) }
        transfers[transfer.number] = transfer
        deadlines[transfer.number] = loop.schedule(atNanos: transfer.deadlineNanos) { [weak self] in
            guard let self else { return }
            stop(transfer.number, .deadline, "\(server.endpoint) did not take the mail before the deadline")
        }
        switch line.enter(transfer.number, bytes: transfer.mail.bytes.count, of: transfer.tenant) {
        case .begins: begin(transfer)
        case .waits: break
        case .refused:
            transfer.place = .ended
            end(
                transfer,
                .failure(
                    MailError(
                        .tooManyWaiting, "more than \(limits.waiting) mails of this tenant, or \(limits.waitingBytes) bytes of them, wait"))
            )
        }
    }

    /// Ends a mail early; one that has ended is ignored.
    func stop(_ number: UInt64, _ code: MailError.Code, _ message: String) {
        guard let transfer = transfers[number] else { return }
        let mayBeDelivered = transfer.mayBeDelivered
        // Whoever stops it may have been in a hurry: it says nothing about the server.
        leave(transfer, .neither)
        end(transfer, .failure(MailError(code, message, mayBeDelivered: mayBeDelivered)))
    }

    /// Ends all mails that are under way.
    func stopAll() { for number in transfers.keys.sorted() { stop(number, .cancelled, "the host is ending") } }

    /// Ends all mails, then gives libcurl's handle back.
    func close() {
        isClosing = true
        stopAll()
        sockets.endAll()
        multi?.close()
        multi = nil
    }

    // MARK: A mail's way

    private func begin(_ transfer: MailTransfer) {
        transfer.place = .running
        let admission = breaker.admit(atNanos: EventLoop.nowNanos())
        guard admission.isAdmitted else {
            release(transfer)
            let seconds = (admission.restNanos + 999_999_999) / 1_000_000_000
            return end(
                transfer, .failure(MailError(.resting, "\(server.endpoint) failed too often and is left alone for \(seconds) s")))
        }
        run(transfer)
    }

    private func run(_ transfer: MailTransfer) {
        guard let multi = madeMulti(), let easy = CurlMail(transfer, options: options, sockets: sockets) else {
            return finish(transfer, CURLE_OUT_OF_MEMORY)
        }
        transfer.easy = easy
        guard multi.add(easy.handle) else { return finish(transfer, CURLE_FAILED_INIT) }
    }

    /// libcurl is done with a mail.
    private func finish(_ transfer: MailTransfer, _ code: CURLcode) {
        if code != CURLE_OK, transfer.dialogue.isUnheard, !transfer.isSecondTry, let easy = transfer.easy {
            multi?.remove(easy.handle)
            transfer.easy = nil
            transfer.beginAgain()
            return run(transfer)
        }
        let result = transfer.outcome(code, nowNanos: EventLoop.nowNanos())
        // What a server says to one mail is no failure of it; only where no mail gets through at all it is.
        let isUnwell = if case .failure = result { !transfer.dialogue.hasBegun } else { false }
        leave(transfer, isUnwell ? .failure : .success)
        end(transfer, result)
    }

    /// Takes a mail out of libcurl and out of its line, and lets the next ones begin.
    private func leave(_ transfer: MailTransfer, _ outcome: CircuitBreaker.Outcome) {
        switch transfer.place {
        case .inLine: _ = line.leave(transfer.number, of: transfer.tenant)
        case .running:
            if let easy = transfer.easy { multi?.remove(easy.handle) }
            transfer.easy = nil
            breaker.ended(outcome, atNanos: EventLoop.nowNanos())
            release(transfer)
        case .ended: break
        }
        transfer.place = .ended
    }

    private func release(_ transfer: MailTransfer) {
        transfer.place = .ended
        let next = line.ended(transfer.tenant)
        guard !next.isEmpty else { return }
        // In the next round, so that a long line of refusals is no deep stack.
        loop.execute { for number in next { self.beginWaiting(number) } }
    }

    private func beginWaiting(_ number: UInt64) {
        guard let transfer = transfers[number], transfer.place == .inLine else { return }
        begin(transfer)
    }

    private func end(_ transfer: MailTransfer, _ result: Result<MailReceipt, MailError>) {
        transfers[transfer.number] = nil
        if let deadline = deadlines.removeValue(forKey: transfer.number) { loop.cancel(deadline) }
        transfer.completion(result)
    }

    private func madeMulti() -> CurlMulti? {
        if let multi { return multi }
        multi = CurlMulti(
            loop, idleConnections: limits.mailsInAll,
            onWatch: { easy, descriptor in
                var context: UnsafeMutableRawPointer?
                curl_get_context(easy, &context)
                if let context { Unmanaged<MailTransfer>.fromOpaque(context).takeUnretainedValue().descriptor = descriptor }
            },
            onDone: { [unowned self] context, code in
                finish(Unmanaged<MailTransfer>.fromOpaque(context).takeUnretainedValue(), code)
            })
        return multi
    }
}
