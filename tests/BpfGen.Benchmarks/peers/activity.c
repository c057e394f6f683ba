// Makes events at fixed rates, for all observers alike: opened files, wake-ups of a thread, executed programs, TCP connections and writes to a disk.
//
//   activity SECONDS OPENS WAKEUPS EXECS CONNECTIONS WRITES      rates a second; FOLDER of the written file: $TMPDIR or /tmp
//
// Prints how many events there were. A busy machine can have fewer than asked for.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double seconds;
static int ping[2], pong[2], listener, file;
static struct sockaddr_in address;
static char *block;

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void open_file(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    if (fd >= 0)
        close(fd);
}

static void wake(void)
{
    char byte = 0;

    if (write(ping[1], &byte, 1) != 1 || read(pong[0], &byte, 1) != 1)
        exit(1);
}

static void execute(void)
{
    char *arguments[] = { "true", NULL };
    pid_t child;

    if (posix_spawn(&child, "/bin/true", NULL, NULL, arguments, environ) == 0)
        waitpid(child, NULL, 0);
}

static void connect_once(void)
{
    struct linger reset = { .l_onoff = 1 };
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), server;

    if (connect(client, (struct sockaddr *)&address, sizeof(address)) == 0) {
        server = accept(listener, NULL, NULL);
        // Without this, the closed connections would keep their ports for a minute.
        setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
        close(server);
    }
    close(client);
}

static void write_block(void)
{
    if (pwrite(file, block, 4096, 0) != 4096)
        exit(1);
}

struct source {
    const char *name;
    void (*make)(void);
    double rate;
    long count;
};

// Makes the events of each millisecond together, because a sleep costs more than an event.
static void *run(void *argument)
{
    struct source *source = argument;
    double start = now(), time;

    while ((time = now() - start) < seconds) {
        while (source->count < source->rate * time && now() - start < seconds) {
            source->make();
            source->count++;
        }
        usleep(1000);
    }
    return NULL;
}

static void *answer(void *unused)
{
    char byte;

    while (read(ping[0], &byte, 1) == 1 && write(pong[1], &byte, 1) == 1)
        ;
    return unused;
}

int main(int count, char **arguments)
{
    struct source sources[] = {
        { "opens", open_file }, { "wakeups", wake }, { "execs", execute }, { "connections", connect_once }, { "writes", write_block },
    };
    enum { Sources = sizeof(sources) / sizeof(*sources) };
    pthread_t threads[Sources], other;
    socklen_t size = sizeof(address);
    char path[4096];
    int i;

    if (count != Sources + 2) {
        fprintf(stderr, "activity SECONDS OPENS WAKEUPS EXECS CONNECTIONS WRITES\n");
        return 2;
    }
    seconds = atof(arguments[1]);
    snprintf(path, sizeof(path), "%s/bpfgen-activity", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    file = open(path, O_CREAT | O_RDWR | O_DIRECT | O_CLOEXEC, 0600);
    unlink(path);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (file < 0 || posix_memalign((void **)&block, 4096, 4096) || pipe2(ping, O_CLOEXEC) || pipe2(pong, O_CLOEXEC) ||
        bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 64) ||
        getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("activity");
        return 1;
    }
    memset(block, 1, 4096);
    pthread_create(&other, NULL, answer, NULL);
    for (i = 0; i < Sources; i++) {
        sources[i].rate = atof(arguments[i + 2]);
        pthread_create(&threads[i], NULL, run, &sources[i]);
    }
    for (i = 0; i < Sources; i++)
        pthread_join(threads[i], NULL);
    for (i = 0; i < Sources; i++)
        printf("%s%ld %s", i ? ", " : "", sources[i].count, sources[i].name);
    printf("\n");
    return 0;
}
