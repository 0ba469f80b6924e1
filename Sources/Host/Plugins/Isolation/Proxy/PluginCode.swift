/// How the host reaches an instance's code: a function of its library in this process, or a frame to a worker that holds the library.
enum PluginCode: Sendable {
    case library(PluginFunctions)
    case worker(WorkerInstance)

    /// The proxy, if the code is in a worker.
    @inline(__always)
    var worker: WorkerInstance? { if case .worker(let worker) = self { worker } else { nil } }
}
