import Foundation

/// Takes TLS off connections and hands what is inside to a port of 127.0.0.1: a process with Python's ssl module. Ends with `stop()`, or with
/// the test's process.
package final class TLSTerminator: Sendable {
    /// Where it listens.
    package let port: UInt16
    private let process: Process
    /// The process ends when this does.
    private let lifeline: Pipe

    package struct Failure: Error { let text: String }

    /// Starts it; waits for the process, so not on the cooperative pool.
    package init(_ authority: TestAuthority, to target: UInt16) throws {
        let script = """
            import os, select, socket, ssl, sys, threading
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            listener = socket.create_server(("127.0.0.1", 0), backlog=64)

            def serve(raw):
                plain = None
                try:
                    raw = context.wrap_socket(raw, server_side=True)
                    plain = socket.create_connection(("127.0.0.1", int(sys.argv[3])))
                    while True:
                        ready = [raw] if raw.pending() else select.select([raw, plain], [], [])[0]
                        for source in ready:
                            data = source.recv(65536)
                            if not data:
                                return
                            (plain if source is raw else raw).sendall(data)
                except OSError:
                    pass
                finally:
                    raw.close()
                    if plain:
                        plain.close()

            def end_with_the_test():
                sys.stdin.buffer.read()
                os._exit(0)

            threading.Thread(target=end_with_the_test, daemon=True).start()
            print(listener.getsockname()[1], flush=True)
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
            """
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, authority.certificate, authority.key, "\(target)"]
        let output = Pipe()
        lifeline = Pipe()
        process.standardInput = lifeline
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.contains("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
        }
        guard let port = UInt16(text.prefix { $0 != "\n" }) else {
            process.terminate()
            throw Failure(text: "the process that takes TLS off does not listen: \(text)")
        }
        self.port = port
    }

    package func stop() { process.terminate() }
}
