using BpfGen.Extensions.Hosting;
using BpfService;

var builder = Host.CreateApplicationBuilder(args);

// Under systemd, tells the service manager when the probe is attached.
builder.Services.AddSystemd();

// The build compiles probes/execs.bpf.c, checks it, and generates the class Execs from it. The host loads and attaches it, reads its ring
// buffer, and detaches it.
builder.Services
    .AddBpf<Execs, Execs.LoadOptions>((options, services) =>
        options.Rodata.Parent = services.GetRequiredService<IConfiguration>().GetValue<int>("Execs:Parent"))
    .AddReader(
        execs => execs.Events,
        (in Execs.Types.Event e, IServiceProvider services) =>
            services.GetRequiredService<ILogger<Execs>>().Executed(e.Pid, e.Command.ToString()))
    .AddHealthCheck();

builder.Build().Run();
