internal import EventLoop

/// The mails of a mailer: who waits, who is being sent by which slot, and when each must be done.
///
/// `@unchecked Sendable`: everything but the constants is touched on the mailer's loop alone.
final class MailerCore: @unchecked Sendable {
    private let loop: EventLoop
    private let options: MailerOptions
    private let server: MailServer
    private let limits: MailLimits
    private var transfers: [UInt64: MailTransfer] = [:]
    private var deadlines: [UInt64: EventLoop.Timer] = [:]
    private var line: MailLine
    private var breaker: CircuitBreaker
    private var slots: [MailSlot] = []
    /// Those that send nothing; the last one's connection is the warmest.
    private var freeSlots: [MailSlot] = []
    private var isClosing = false

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
            let message = "more than \(limits.waiting) mails of this tenant, or \(limits.waitingBytes) bytes of them, wait"
            end(transfer, .failure(MailError(.tooManyWaiting, message)))
        }
    }

    /// Ends a mail early; one that has ended is ignored.
    func stop(_ number: UInt64, _ code: MailError.Code, _ message: String) {
        guard let transfer = transfers[number] else { return }
        switch transfer.place {
        case .inLine:
            _ = line.leave(number, of: transfer.tenant)
            transfer.place = .ended
        case .running:
            transfer.place = .stopping
            transfer.slot?.stop(transfer)
        case .stopping, .ended: break
        }
        end(transfer, .failure(MailError(code, message, mayBeDelivered: transfer.mayBeDelivered)))
    }

    /// Ends all mails that are under way.
    func stopAll() { for number in transfers.keys.sorted() { stop(number, .cancelled, "the host is ending") } }

    /// Ends all mails and closes all connections.
    func close() {
        isClosing = true
        stopAll()
        for slot in slots { slot.close() }
        slots = []
        freeSlots = []
    }

    // MARK: A mail's way

    private func begin(_ transfer: MailTransfer) {
        let admission = breaker.admit(atNanos: EventLoop.nowNanos())
        guard admission.isAdmitted else {
            let seconds = (admission.restNanos + 999_999_999) / 1_000_000_000
            release(transfer)
            return end(
                transfer, .failure(MailError(.resting, "\(server.endpoint) failed too often and is left alone for \(seconds) s")))
        }
        guard let slot = takenSlot() else {
            breaker.ended(.neither, atNanos: EventLoop.nowNanos())
            release(transfer)
            return end(transfer, .failure(MailError(.unreachable, "this host has no thread or descriptor left for mails")))
        }
        transfer.place = .running
        transfer.slot = slot
        slot.start(transfer)
    }

    private func takenSlot() -> MailSlot? {
        if let slot = freeSlots.popLast() { return slot }
        let made = try? MailSlot(options: options) { [weak self] slot, transfer, result in
            guard let self else { return }
            loop.execute { self.done(slot, transfer, result) }
        }
        if let made { slots.append(made) }
        return made
    }

    /// A slot is done with a mail, and free.
    private func done(_ slot: MailSlot, _ transfer: MailTransfer, _ result: Result<MailReceipt, MailError>) {
        if !isClosing { freeSlots.append(slot) }
        transfer.slot = nil
        let wasStopped = transfer.place == .stopping
        // What a server says to one mail is no failure of it; only where no mail gets through at all it is. Whoever stops one may have been
        // in a hurry: that says nothing.
        let isUnwell = if case .failure = result { !transfer.dialogue.hasBegun } else { false }
        breaker.ended(wasStopped ? .neither : isUnwell ? .failure : .success, atNanos: EventLoop.nowNanos())
        release(transfer)
        if !wasStopped { end(transfer, result) }
    }

    /// Leaves the line, and lets the next ones begin.
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
}
