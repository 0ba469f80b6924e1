import CLinux
import Glibc

/// A thread of its own for work that may block.
enum PluginThread {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void
        init(name: String, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a thread. Joinable unless detached; nil if the system has none to give.
    ///
    /// - Parameter name: At most 15 bytes are shown by the system.
    static func start(name: String, detached: Bool = false, _ run: @escaping @Sendable () -> Void) -> pthread_t? {
        let body = Unmanaged.passRetained(Body(name: name, run))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                let body = Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue()
                _ = linux_set_thread_name(body.name)
                linux_mark_host_thread()
                body.run()
                return nil
            }, body.toOpaque())
        guard failure == 0 else {
            body.release()
            return nil
        }
        if detached { pthread_detach(thread) }
        return thread
    }
}
