/* A clock that can be set wrong: adds the seconds in the file $SHIFTED_CLOCK to the time of day, and leaves the
 * monotonic clock alone, as a jump of a real clock does. Preloaded into the workers of one test. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long read_shift(void)
{
    static __thread long shift, looked_at = -1;
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    if (now.tv_sec != looked_at) {
        const char *path = getenv("SHIFTED_CLOCK");
        FILE *file = path ? fopen(path, "r") : NULL;
        looked_at = now.tv_sec;
        if (file) {
            if (fscanf(file, "%ld", &shift) != 1)
                shift = 0;
            fclose(file);
        }
    }
    return shift;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += read_shift();
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    int result = syscall(SYS_gettimeofday, time, zone);
    if (result == 0)
        time->tv_sec += read_shift();
    return result;
}

time_t time(time_t *place)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place)
        *place = now.tv_sec;
    return now.tv_sec;
}
