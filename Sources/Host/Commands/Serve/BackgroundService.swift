import ServiceLifecycle

/// Work that goes on until the host stops; its task is cancelled at graceful shutdown.
struct BackgroundService: Service {
    let work: @Sendable () async -> Void

    init(_ work: @escaping @Sendable () async -> Void) { self.work = work }

    func run() async throws { await cancelWhenGracefulShutdown { await work() } }
}

/// Does one thing when graceful shutdown begins.
struct ShutdownHook: Service {
    let action: @Sendable () -> Void

    init(_ action: @escaping @Sendable () -> Void) { self.action = action }

    func run() async throws {
        try? await gracefulShutdown()
        action()
    }
}
