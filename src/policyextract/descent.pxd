# cython: language_level=3
cimport cython

cdef extern from "math.h" nogil:
    cpdef double sqrt(double x)

cdef int _GATHERS

@cython.locals(out=double, _=int)
cpdef double exp(double x)

@cython.final
cdef class Column:
    cdef int[::1] ids
    cdef double[:] weights
    cdef double[:] steps
    cdef double[::1] means

    @cython.locals(weights=double[:], out=double, i=int)
    cdef double sum(self, Py_ssize_t start, Py_ssize_t end)

    @cython.locals(weights=double[:], steps=double[:], i=int, weight=double, full=double, step=double)
    cdef int step(self, Py_ssize_t start, Py_ssize_t end, double slope, double rate, double decay) except -1

    @cython.locals(weights=double[:], means=double[::1], i=Py_ssize_t, weight=double)
    cdef int gather(self) except -1

@cython.final
cdef class Descent:
    cdef list columns
    cdef long long[::1] cuts
    cdef int[::1] starts
    cdef int[::1] right
    cdef int[::1] rights
    cdef double[::1] base
    cdef int[::1] bases
    cdef double[::1] found
    cdef double rate
    cdef double decay

    @cython.locals(
        count=Py_ssize_t, order=int[::1], at=Py_ssize_t, seed=longlong, part=Py_ssize_t, times=int, done=int, column=Column
    )
    cpdef int run(self, int[::1] chosen, int rounds, bint classes)

    @cython.locals(
        columns=list, found=double[::1], first=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, many=Py_ssize_t, k=Py_ssize_t,
        right=int, slope=double, column=Column,
    )
    cdef int learn_class(self, Py_ssize_t row) except -1

    @cython.locals(
        cuts=longlong[::1], found=double[::1], right=int[::1], column=Column, start=Py_ssize_t, many=Py_ssize_t,
        k=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t, at=Py_ssize_t, good=double, slope=double,
    )
    cdef int learn_rank(self, Py_ssize_t row) except -1

    @cython.locals(found=double[::1], begin=Py_ssize_t, k=Py_ssize_t, most=double, whole=double)
    cdef int share(self, Py_ssize_t row, Py_ssize_t many) except -1

@cython.locals(i=Py_ssize_t, j=Py_ssize_t, held=int)
cpdef long long shuffle(int[::1] order, long long seed)

@cython.locals(last=int[::1], row=int, document=int, i=int)
cpdef int counted(
    int[::1] ids, long long[::1] cuts, int[::1] starts, int[::1] documents, int[::1] rows, int[::1] count
) except -1

@cython.locals(row=int, i=int)
cpdef int used(int[::1] ids, long long[::1] cuts, int[::1] starts, int[::1] rows, int[::1] count) except -1

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, i=int, at=int)
cpdef int placed(int[::1] ids, long long[::1] cuts, int[::1] place, int[::1] into, long long[::1] into_cuts) except -1

@cython.locals(k=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, at=Py_ssize_t, to=Py_ssize_t, held=int)
cpdef int ordered(int[::1] ids, long long[::1] cuts) except -1
