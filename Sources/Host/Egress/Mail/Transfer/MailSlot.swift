internal import CCurl
internal import EventLoop
internal import Synchronization

/// Sends one mail at a time, over a connection that it keeps for the next, on a thread of its own.
///
/// libcurl waits for the server's word on a whole mail where it stands. So no mail shares its thread with another, and whoever stops one is
/// not kept waiting: the slot is free again a moment later.
///
/// `@unchecked Sendable`: everything but the constants is touched on the slot's loop alone.
final class MailSlot: @unchecked Sendable {
    private let loop: EventLoop
    private let options: MailerOptions
    private let onDone: @Sendable (MailSlot, MailTransfer, Result<MailReceipt, MailError>) -> Void
    private let sockets = MailSockets()
    private var multi: CurlMulti?
    private var transfer: MailTransfer?
    private var easy: CurlMail?

    /// Starts the thread. Throws `EventLoopError` if there is none to be had.
    ///
    /// - Parameter onDone: Told exactly once of each mail that was started, on the slot's thread.
    init(
        options: MailerOptions, onDone: @escaping @Sendable (MailSlot, MailTransfer, Result<MailReceipt, MailError>) -> Void
    ) throws(EventLoopError) {
        loop = try EventLoop(name: "mail-slot")
        self.options = options
        self.onDone = onDone
        loop.execute { HTTPSocket.ignoreBrokenPipesOnThisThread() }
    }

    // MARK: From any thread

    /// Starts a mail. The one before must be done.
    func start(_ transfer: MailTransfer) {
        loop.execute {
            self.transfer = transfer
            self.run(transfer)
        }
    }

    /// Ends a mail early; one that is done is ignored.
    func stop(_ transfer: MailTransfer) {
        // Where libcurl waits, this is what it hears.
        transfer.isStopped.store(true, ordering: .releasing)
        loop.execute {
            guard self.transfer === transfer else { return }
            self.end(transfer, .failure(MailError(.cancelled, "the mail was cancelled")))
        }
    }

    /// Closes the connection. A mail that is under way must have been stopped.
    func close() {
        loop.execute {
            self.sockets.endAll()
            self.multi?.close()
            self.multi = nil
        }
    }

    // MARK: On the slot's loop

    private func run(_ transfer: MailTransfer) {
        guard let multi = madeMulti(), let easy = CurlMail(transfer, options: options, sockets: sockets) else {
            return finish(transfer, CURLE_OUT_OF_MEMORY)
        }
        self.easy = easy
        if !multi.add(easy.handle) { finish(transfer, CURLE_FAILED_INIT) }
    }

    /// libcurl is done with the mail.
    private func finish(_ transfer: MailTransfer, _ code: CURLcode) {
        guard code != CURLE_OK, transfer.dialogue.isUnheard, !transfer.isSecondTry else {
            return end(transfer, transfer.outcome(code, nowNanos: EventLoop.nowNanos()))
        }
        letGo()
        transfer.beginAgain()
        run(transfer)
    }

    private func end(_ transfer: MailTransfer, _ result: Result<MailReceipt, MailError>) {
        letGo()
        self.transfer = nil
        onDone(self, transfer, result)
    }

    private func letGo() {
        if let easy { multi?.remove(easy.handle) }
        easy = nil
    }

    private func madeMulti() -> CurlMulti? {
        if let multi { return multi }
        multi = CurlMulti(
            loop, idleConnections: 1, onWatch: { [unowned self] _, descriptor in transfer?.descriptor = descriptor },
            onDone: { [unowned self] context, code in finish(Unmanaged<MailTransfer>.fromOpaque(context).takeUnretainedValue(), code) })
        return multi
    }
}
