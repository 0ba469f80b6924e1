package import EventLoop
internal import Synchronization

/// How a mailer reaches the world.
package struct MailerOptions: Sendable {
    /// A file with certificates to trust in place of the system's, PEM; nil for the system's.
    package var certificateAuthorities: String?
    /// Names that are not asked for, `NAME:PORT:ADDRESS`.
    package var fixedNames: [String] = []
    /// When a server that fails is left alone.
    package var breaker = HTTPLimits()

    package init() {}
}

/// Sends mails through the installation's server: on libcurl, on one event loop of its own. Tenants take turns.
///
/// Thread: any, for every function; none blocks. Let go, it ends what is under way.
package final class Mailer: Sendable {
    package let server: MailServer
    private let limits: MailLimits
    private let loop: EventLoop
    private let core: MailerCore
    private let nextNumber = Atomic<UInt64>(1)

    /// Starts the loop's thread. Throws `EventLoopError` if there is none to be had.
    package init(
        _ server: MailServer, limits: MailLimits = MailLimits(), options: MailerOptions = MailerOptions()
    ) throws(EventLoopError) {
        precondition(CurlLibrary.isReady, "libcurl could not be set up")
        self.server = server
        self.limits = limits
        loop = try EventLoop(name: "mail")
        core = MailerCore(loop: loop, server: server, options: options, limits: limits)
        loop.execute { HTTPSocket.ignoreBrokenPipesOnThisThread() }
    }

    deinit {
        let core = core
        loop.execute { core.close() }
    }

    /// Starts to send a mail.
    ///
    /// - Parameters:
    ///   - tenant: In whose turn.
    ///   - deadlineNanos: Absolute, monotonic.
    ///   - completion: Told exactly once, on the mailer's loop; must return within a millisecond.
    /// - Returns: Ends it early; its completion still comes.
    package func send(
        _ mail: ComposedMail, tenant: Int64, deadlineNanos: UInt64, completion: @escaping @Sendable (Result<MailReceipt, MailError>) -> Void
    ) -> @Sendable () -> Void {
        let number = nextNumber.wrappingAdd(1, ordering: .relaxed).oldValue
        let transfer = MailTransfer(
            mail, number: number, tenant: tenant, server: server, limits: limits, nowNanos: EventLoop.nowNanos(),
            deadlineNanos: deadlineNanos, completion: completion)
        loop.execute { [core] in core.start(transfer) }
        return { [core, loop] in
            loop.execute { core.stop(number, .cancelled, "the mail was cancelled") }
        }
    }

    /// Ends all mails now; their completions still come. Mails that are started later are not touched.
    package func cancelAll() {
        loop.execute { [core] in core.stopAll() }
    }
}
