// Generated from openapi.json; `make generate` writes it again.

export interface paths {
    "/tasks/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of image tasks */
        get: operations["listImageTasks"];
        put?: never;
        /** Create one image task */
        post: operations["createImageTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/image/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one image task */
        get: operations["findImageTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/image/classification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of image classification tasks */
        get: operations["listImageClassificationTasks"];
        put?: never;
        /** Create one image classification task */
        post: operations["createImageClassificationTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/image/classification/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one image classification task */
        get: operations["findImageClassificationTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/multi-image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of multi-image tasks */
        get: operations["listMultiImageTasks"];
        put?: never;
        /** Create one multi-image task */
        post: operations["createMultiImageTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/multi-image/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one multi-image task */
        get: operations["findMultiImageTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one page of video tasks */
        get: operations["listVideoTasks"];
        put?: never;
        /** Create one video task */
        post: operations["createVideoTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/video/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        /** Get one video task */
        get: operations["findVideoTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{taskId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        get?: never;
        /** Change the status and the tags of a task of any kind */
        put: operations["updateTask"];
        post?: never;
        /** Delete a task of any kind */
        delete: operations["deleteTask"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Attribute
         * @description A key and its value; the service adds `name` and `type`.
         * @example {
         *       "key": "kind",
         *       "value": "tabby"
         *     }
         */
        Attribute: {
            /** @description Attribute key, as configured in the project. */
            key: string;
            /** @description A string, number or boolean, or a list of strings or numbers. */
            value: unknown;
            /** @description Display name, such as `Kind`. Set by the service. */
            name?: string | null;
            /** @description Input type, such as `text`, `switch` or `checkbox`. Set by the service. */
            type?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * BBox
         * @description An axis-aligned box: x1, y1, x2, y2 = left, top, right, bottom in pixels.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ]
         *     }
         */
        BBox: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description Left, top, right, bottom, in pixels. */
            points: [
                number,
                number,
                number,
                number
            ];
        } & {
            [key: string]: unknown;
        };
        /**
         * Content
         * @description One image of a multi-image task.
         * @example {
         *       "name": "01.jpg",
         *       "width": 451,
         *       "height": 300,
         *       "url": "https://media.example/chelsea.png"
         *     }
         */
        Content: {
            /** @description Name, unique in the task; the `content` of annotations refers to it. */
            name: string;
            /** @description Download URL of the image, valid for a limited time. */
            url?: string | null;
            /** @description Width in pixels. */
            width?: number | null;
            /** @description Height in pixels. */
            height?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Error
         * @description Body of an error response.
         * @example {
         *       "statusCode": 422,
         *       "error": "Unprocessable Entity",
         *       "message": "name is required"
         *     }
         */
        Error: {
            /** @description HTTP status code. */
            statusCode?: number | null;
            /** @description HTTP status text. */
            error?: string | null;
            /** @description Error message. */
            message?: string | string[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * FramePoint
         * @description A box on one frame: x1, y1, x2, y2 = left, top, right, bottom in pixels.
         * @example {
         *       "value": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ],
         *       "autogenerated": false
         *     }
         */
        FramePoint: {
            /** @description Left, top, right, bottom, in pixels of the frame. */
            value: [
                number,
                number,
                number,
                number
            ];
            /** @description Whether the service interpolated the box; if not, this is a manual keyframe. */
            autogenerated: boolean;
        } & {
            [key: string]: unknown;
        };
        /**
         * ImageClassificationTask
         * @description An image and its attributes.
         * @example {
         *       "id": "5e0c92aa",
         *       "name": "chelsea.png",
         *       "status": "registered",
         *       "tags": [],
         *       "width": 451,
         *       "height": 300,
         *       "url": "https://media.example/chelsea.png",
         *       "attributes": [
         *         {
         *           "key": "kind",
         *           "name": "Kind",
         *           "type": "text",
         *           "value": "tabby"
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        ImageClassificationTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Name, unique in the project. */
            name: string;
            /** @description Workflow status; an unknown one is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free-form labels of the task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description Creation time. */
            createdAt?: string | null;
            /** @description Time of the last change. */
            updatedAt?: string | null;
            /** @description Width in pixels. */
            width?: number | null;
            /** @description Height in pixels. */
            height?: number | null;
            /** @description Download URL of the image, valid for a limited time. */
            url?: string | null;
            /** @description Attributes of the image. */
            attributes?: components["schemas"]["Attribute"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ImageTask
         * @description An image and its annotations.
         * @example {
         *       "id": "b3d1c4f0",
         *       "name": "chelsea.png",
         *       "status": "approved",
         *       "tags": [
         *         "demo"
         *       ],
         *       "assignee": "Aiko",
         *       "reviewer": "Ben",
         *       "customerReviewer": "Chidi",
         *       "width": 451,
         *       "height": 300,
         *       "url": "https://media.example/chelsea.png",
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "title": "Cat",
         *           "value": "cat",
         *           "color": "#b36d18",
         *           "points": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "attributes": [
         *             {
         *               "key": "kind",
         *               "name": "Kind",
         *               "type": "text",
         *               "value": "tabby"
         *             }
         *           ]
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        ImageTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Name, unique in the project. */
            name: string;
            /** @description Workflow status; an unknown one is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free-form labels of the task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description Creation time. */
            createdAt?: string | null;
            /** @description Time of the last change. */
            updatedAt?: string | null;
            /** @description Width in pixels. */
            width?: number | null;
            /** @description Height in pixels. */
            height?: number | null;
            /** @description Download URL of the image, valid for a limited time. */
            url?: string | null;
            /** @description Annotations, in drawing order. */
            annotations?: ((components["schemas"]["BBox"] | components["schemas"]["Polygon"] | components["schemas"]["Keypoint"] | components["schemas"]["Line"] | components["schemas"]["Segmentation"]) | components["schemas"]["UnknownAnnotation"])[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * Keypoint
         * @description A keypoint: x, y in pixels.
         * @example {
         *       "type": "keypoint",
         *       "value": "nose",
         *       "points": [
         *         150.5,
         *         160
         *       ]
         *     }
         */
        Keypoint: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "keypoint";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description x, y, in pixels. */
            points: [
                number,
                number
            ];
        } & {
            [key: string]: unknown;
        };
        /**
         * Line
         * @description An open line through two or more vertices: x1, y1, x2, y2, … in pixels.
         * @example {
         *       "type": "line",
         *       "value": "tail",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         150
         *       ]
         *     }
         */
        Line: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "line";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even number of coordinates. */
            points: number[];
        } & {
            [key: string]: unknown;
        };
        /**
         * MultiImageTask
         * @description Several images and their annotations; each annotation's `content` names its image.
         * @example {
         *       "id": "77aa01bc",
         *       "name": "walk",
         *       "contents": [
         *         {
         *           "name": "01.jpg",
         *           "width": 451,
         *           "height": 300,
         *           "url": "https://media.example/chelsea.png"
         *         }
         *       ],
         *       "status": "in_review",
         *       "tags": [],
         *       "annotations": [
         *         {
         *           "type": "segmentation",
         *           "title": "Cat",
         *           "value": "cat",
         *           "color": "#b36d18",
         *           "content": "01.jpg",
         *           "points": [
         *             [
         *               [
         *                 100,
         *                 100,
         *                 300,
         *                 100,
         *                 300,
         *                 250,
         *                 100,
         *                 100
         *               ]
         *             ]
         *           ],
         *           "attributes": []
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        MultiImageTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Name, unique in the project. */
            name: string;
            /** @description Workflow status; an unknown one is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free-form labels of the task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description Creation time. */
            createdAt?: string | null;
            /** @description Time of the last change. */
            updatedAt?: string | null;
            /** @description Images of the task. */
            contents?: components["schemas"]["Content"][] | null;
            /** @description Annotations, in drawing order. */
            annotations?: ((components["schemas"]["BBox"] | components["schemas"]["Polygon"] | components["schemas"]["Keypoint"] | components["schemas"]["Line"] | components["schemas"]["Segmentation"]) | components["schemas"]["UnknownAnnotation"])[] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * NewAttribute
         * @description A key and its value; the service adds `name` and `type`.
         * @example {
         *       "key": "kind",
         *       "value": "tabby"
         *     }
         */
        NewAttribute: {
            /** @description Attribute key, as configured in the project. */
            key: string;
            /** @description A string, number or boolean, or a list of strings or numbers. */
            value: unknown;
            /** @description Display name, such as `Kind`. Set by the service. */
            name?: string | null;
            /** @description Input type, such as `text`, `switch` or `checkbox`. Set by the service. */
            type?: string | null;
        };
        /**
         * NewBBox
         * @description An axis-aligned box: x1, y1, x2, y2 = left, top, right, bottom in pixels.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ]
         *     }
         */
        NewBBox: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description Left, top, right, bottom, in pixels. */
            points: [
                number,
                number,
                number,
                number
            ];
        };
        /**
         * NewContent
         * @description One image of a multi-image task to create.
         * @example {
         *       "name": "01.png",
         *       "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *     }
         */
        NewContent: {
            /** @description Name, unique in the task; the `content` of annotations refers to it. */
            name: string;
            /** @description PNG or JPEG file in standard base64, without line breaks or a `data:` prefix. */
            file: string;
        };
        /**
         * NewFramePoint
         * @description A box on one frame: x1, y1, x2, y2 = left, top, right, bottom in pixels.
         * @example {
         *       "value": [
         *         100,
         *         100,
         *         200,
         *         200
         *       ],
         *       "autogenerated": false
         *     }
         */
        NewFramePoint: {
            /** @description Left, top, right, bottom, in pixels of the frame. */
            value: [
                number,
                number,
                number,
                number
            ];
            /** @description Whether the service interpolated the box; if not, this is a manual keyframe. */
            autogenerated: boolean;
        };
        /**
         * NewImageClassificationTask
         * @description A new task of one PNG or JPEG image.
         * @example {
         *       "project": "kinds",
         *       "name": "chelsea.png",
         *       "attributes": [
         *         {
         *           "key": "kind",
         *           "value": "tabby"
         *         }
         *       ],
         *       "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *     }
         */
        NewImageClassificationTask: {
            /** @description Project slug. */
            project: string;
            /** @description Name, unique in the project. */
            name: string;
            /**
             * @description Workflow status; the default of the service is `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free-form labels of the task, for filters. */
            tags?: string[];
            /** @description File in standard base64, without line breaks or a `data:` prefix. */
            file: string;
            /** @description Attributes of the image. */
            attributes?: components["schemas"]["NewAttribute"][];
        };
        /**
         * NewImageTask
         * @description A new task of one PNG or JPEG image.
         * @example {
         *       "project": "cats",
         *       "name": "chelsea.png",
         *       "status": "approved",
         *       "tags": [
         *         "demo"
         *       ],
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "value": "cat",
         *           "points": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "attributes": [
         *             {
         *               "key": "kind",
         *               "value": "tabby"
         *             }
         *           ]
         *         },
         *         {
         *           "type": "keypoint",
         *           "value": "nose",
         *           "points": [
         *             150.5,
         *             160
         *           ]
         *         }
         *       ],
         *       "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *     }
         */
        NewImageTask: {
            /** @description Project slug. */
            project: string;
            /** @description Name, unique in the project. */
            name: string;
            /**
             * @description Workflow status; the default of the service is `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free-form labels of the task, for filters. */
            tags?: string[];
            /** @description File in standard base64, without line breaks or a `data:` prefix. */
            file: string;
            /** @description Annotations, in drawing order. */
            annotations?: (components["schemas"]["NewBBox"] | components["schemas"]["NewPolygon"] | components["schemas"]["NewKeypoint"] | components["schemas"]["NewLine"] | components["schemas"]["NewSegmentation"])[];
        };
        /**
         * NewKeypoint
         * @description A keypoint: x, y in pixels.
         * @example {
         *       "type": "keypoint",
         *       "value": "nose",
         *       "points": [
         *         150.5,
         *         160
         *       ]
         *     }
         */
        NewKeypoint: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "keypoint";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description x, y, in pixels. */
            points: [
                number,
                number
            ];
        };
        /**
         * NewLine
         * @description An open line through two or more vertices: x1, y1, x2, y2, … in pixels.
         * @example {
         *       "type": "line",
         *       "value": "tail",
         *       "points": [
         *         100,
         *         100,
         *         200,
         *         150
         *       ]
         *     }
         */
        NewLine: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "line";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even number of coordinates. */
            points: number[];
        };
        /**
         * NewMultiImageTask
         * @description A new task of several PNG or JPEG images.
         * @example {
         *       "project": "walks",
         *       "name": "walk",
         *       "annotations": [
         *         {
         *           "type": "segmentation",
         *           "value": "cat",
         *           "content": "01.png",
         *           "points": [
         *             [
         *               [
         *                 100,
         *                 100,
         *                 300,
         *                 100,
         *                 300,
         *                 250,
         *                 100,
         *                 100
         *               ]
         *             ]
         *           ]
         *         }
         *       ],
         *       "contents": [
         *         {
         *           "name": "01.png",
         *           "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *         },
         *         {
         *           "name": "02.png",
         *           "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
         *         }
         *       ]
         *     }
         */
        NewMultiImageTask: {
            /** @description Project slug. */
            project: string;
            /** @description Name, unique in the project. */
            name: string;
            /**
             * @description Workflow status; the default of the service is `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free-form labels of the task, for filters. */
            tags?: string[];
            /** @description Images with distinct names. */
            contents: components["schemas"]["NewContent"][];
            /** @description Annotations, in drawing order. */
            annotations?: ({
                /** @description Name of the annotated image, one of `contents`. */
                content: string;
            } & (components["schemas"]["NewBBox"] | components["schemas"]["NewPolygon"] | components["schemas"]["NewKeypoint"] | components["schemas"]["NewLine"] | components["schemas"]["NewSegmentation"]))[];
        };
        /**
         * NewPolygon
         * @description A polygon without holes: x1, y1, x2, y2, … in pixels, not closed.
         * @example {
         *       "type": "polygon",
         *       "value": "ear",
         *       "points": [
         *         100,
         *         100,
         *         300,
         *         100,
         *         300,
         *         250
         *       ]
         *     }
         */
        NewPolygon: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "polygon";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even number of coordinates. The last vertex does not repeat the first. */
            points: number[];
        };
        /**
         * NewSegmentation
         * @description One or more regions, each an outline and its holes: rings x1, y1, x2, y2, … in pixels.
         * @example {
         *       "type": "segmentation",
         *       "value": "cat",
         *       "points": [
         *         [
         *           [
         *             100,
         *             100,
         *             300,
         *             100,
         *             300,
         *             250,
         *             100,
         *             100
         *           ]
         *         ]
         *       ]
         *     }
         */
        NewSegmentation: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "segmentation";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description Regions → rings → x, y, x, y, … in pixels: an even number of coordinates. The first ring of a region is its outline, others are holes. A ring is closed: its last vertex repeats the first. Outlines run clockwise on the screen. */
            points: number[][][];
        };
        /**
         * NewVideoBBox
         * @description A box in a video: left, top, right, bottom in pixels, by frame number.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": {
         *         "1": {
         *           "value": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "autogenerated": false
         *         }
         *       }
         *     }
         */
        NewVideoBBox: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["NewAttribute"][];
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description Frame number (the first frame is 1) → box on that frame. */
            points: {
                [key: string]: components["schemas"]["NewFramePoint"];
            };
        };
        /**
         * NewVideoTask
         * @description A new task of one MP4 video.
         * @example {
         *       "project": "films",
         *       "name": "bunny.mp4",
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "value": "rabbit",
         *           "points": {
         *             "1": {
         *               "value": [
         *                 100,
         *                 100,
         *                 200,
         *                 200
         *               ],
         *               "autogenerated": false
         *             },
         *             "24": {
         *               "value": [
         *                 110,
         *                 110,
         *                 220,
         *                 220
         *               ],
         *               "autogenerated": false
         *             }
         *           }
         *         }
         *       ],
         *       "file": "AAAAGGZ0eXBpc29tAAAAAGlzb21pc28ybXA0MQ=="
         *     }
         */
        NewVideoTask: {
            /** @description Project slug. */
            project: string;
            /** @description Name, unique in the project. */
            name: string;
            /**
             * @description Workflow status; the default of the service is `registered`.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description Free-form labels of the task, for filters. */
            tags?: string[];
            /** @description File in standard base64, without line breaks or a `data:` prefix. */
            file: string;
            /** @description Annotations, in drawing order. */
            annotations?: components["schemas"]["NewVideoBBox"][];
        };
        /**
         * Polygon
         * @description A polygon without holes: x1, y1, x2, y2, … in pixels, not closed.
         * @example {
         *       "type": "polygon",
         *       "value": "ear",
         *       "points": [
         *         100,
         *         100,
         *         300,
         *         100,
         *         300,
         *         250
         *       ]
         *     }
         */
        Polygon: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "polygon";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description x, y, x, y, … in pixels: an even number of coordinates. The last vertex does not repeat the first. */
            points: number[];
        } & {
            [key: string]: unknown;
        };
        /**
         * Segmentation
         * @description One or more regions, each an outline and its holes: rings x1, y1, x2, y2, … in pixels.
         * @example {
         *       "type": "segmentation",
         *       "value": "cat",
         *       "points": [
         *         [
         *           [
         *             100,
         *             100,
         *             300,
         *             100,
         *             300,
         *             250,
         *             100,
         *             100
         *           ]
         *         ]
         *       ]
         *     }
         */
        Segmentation: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "segmentation";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description Regions → rings → x, y, x, y, … in pixels: an even number of coordinates. The first ring of a region is its outline, others are holes. A ring is closed: its last vertex repeats the first. Outlines run clockwise on the screen. */
            points: number[][][];
        } & {
            [key: string]: unknown;
        };
        /**
         * TaskId
         * @description Id of a task, assigned by the service.
         * @example b3d1c4f0
         */
        TaskId: string;
        /**
         * TaskStatus
         * @description Workflow status of a task.
         * @enum {string}
         */
        TaskStatus: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
        /**
         * TaskUpdate
         * @description Changes of a task of any kind.
         * @example {
         *       "status": "approved",
         *       "tags": [
         *         "demo"
         *       ]
         *     }
         */
        TaskUpdate: {
            /**
             * @description New status; if omitted, it is unchanged.
             * @enum {string}
             */
            status?: "approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped";
            /** @description New tags in place of the old ones; an empty list removes all; if omitted, unchanged. */
            tags?: string[];
        };
        /**
         * UnknownAnnotation
         * @description An annotation of an unknown type, or one that does not match its type.
         * @example {
         *       "type": "cuboid",
         *       "value": "box",
         *       "points": {
         *         "front": [
         *           100,
         *           100,
         *           200,
         *           200
         *         ],
         *         "depth": 20
         *       }
         *     }
         */
        UnknownAnnotation: {
            /** @description Usually a string. */
            type?: unknown;
            /** @description Usually the class, a string. */
            value?: unknown;
            /** @description Of any shape. */
            points?: unknown;
        } & {
            [key: string]: unknown;
        };
        /**
         * VideoBBox
         * @description A box in a video: left, top, right, bottom in pixels, by frame number.
         * @example {
         *       "type": "bbox",
         *       "value": "cat",
         *       "points": {
         *         "1": {
         *           "value": [
         *             100,
         *             100,
         *             200,
         *             200
         *           ],
         *           "autogenerated": false
         *         }
         *       }
         *     }
         */
        VideoBBox: {
            /**
             * @description Shape, which determines the format of `points`. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "bbox";
            /** @description Class value, as configured in the project, such as `cat`. */
            value: string;
            /** @description Display name of the class, such as `Cat`. Set by the service. */
            title?: string | null;
            /** @description Colour of the class as `#rrggbb`. Set by the service. */
            color?: string | null;
            /** @description Values of the attributes of the class. */
            attributes?: components["schemas"]["Attribute"][] | null;
            /** @description Name of the annotated image in a multi-image task. */
            content?: string | null;
            /** @description Frame number (the first frame is 1) → box on that frame. */
            points: {
                [key: string]: components["schemas"]["FramePoint"];
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * VideoTask
         * @description A video and its annotations.
         * @example {
         *       "id": "c09f4e21",
         *       "name": "bunny.mp4",
         *       "status": "completed",
         *       "tags": [
         *         "demo"
         *       ],
         *       "width": 1280,
         *       "height": 720,
         *       "fps": 29.97,
         *       "frameCount": 480,
         *       "duration": 16.016,
         *       "url": "https://media.example/bunny.mp4",
         *       "annotations": [
         *         {
         *           "type": "bbox",
         *           "title": "Rabbit",
         *           "value": "rabbit",
         *           "color": "#1868b3",
         *           "points": {
         *             "1": {
         *               "value": [
         *                 100,
         *                 100,
         *                 200,
         *                 200
         *               ],
         *               "autogenerated": false
         *             },
         *             "2": {
         *               "value": [
         *                 110,
         *                 110,
         *                 220,
         *                 220
         *               ],
         *               "autogenerated": true
         *             }
         *           },
         *           "attributes": []
         *         }
         *       ],
         *       "createdAt": "2021-02-22T11:25:27.158Z",
         *       "updatedAt": "2021-02-23T08:00:00.000Z"
         *     }
         */
        VideoTask: {
            /** @description Assigned by the service. */
            id: string;
            /** @description Name, unique in the project. */
            name: string;
            /** @description Workflow status; an unknown one is kept as it is. */
            status?: ("approved" | "completed" | "customer_approved" | "customer_in_review" | "customer_send_backed" | "declined" | "in_progress" | "in_review" | "pending" | "registered" | "reviewed" | "send_backed" | "sent_back" | "skipped") | string | null;
            /** @description Free-form labels of the task, for filters. */
            tags?: string[] | null;
            /** @description Display name of the annotator. */
            assignee?: string | null;
            /** @description Display name of the reviewer. */
            reviewer?: string | null;
            /** @description Display name of the customer's reviewer. */
            customerReviewer?: string | null;
            /** @description Creation time. */
            createdAt?: string | null;
            /** @description Time of the last change. */
            updatedAt?: string | null;
            /** @description Width in pixels. */
            width?: number | null;
            /** @description Height in pixels. */
            height?: number | null;
            /** @description Frames per second. */
            fps?: number | null;
            /** @description Number of frames. */
            frameCount?: number | null;
            /** @description Duration in seconds. */
            duration?: number | null;
            /** @description Download URL of the video, valid for a limited time. */
            url?: string | null;
            /** @description Annotations, in drawing order. */
            annotations?: (components["schemas"]["VideoBBox"] | components["schemas"]["UnknownAnnotation"])[] | null;
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description Id of the new task. */
        Created: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TaskId"];
            };
        };
        /** @description Id of the task. */
        Updated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TaskId"];
            };
        };
        /** @description The task was deleted; there is no body. */
        Deleted: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The token is missing or invalid. */
        TokenRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The token lacks permission. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The task does not exist. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description A task of this name already exists in the project. */
        NameTaken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many requests: the limit is 10000 in 10 minutes. */
        TooManyCalls: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request is invalid; the message has the reason. */
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The service failed. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        TaskId: components["schemas"]["TaskId"];
        /** @description Project slug. */
        Project: string;
        /** @description Return tasks of this status only. */
        Status: components["schemas"]["TaskStatus"];
        /** @description Return tasks with these tags only; the key is repeated for each tag. */
        Tags: string[];
        /** @description Return the task of this name only; names are unique in a project. */
        TaskName: string;
        /** @description Number of tasks to skip. Responses have no total count: a page after the last task is empty. */
        Offset: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Attribute = components['schemas']['Attribute'];
export type BBox = components['schemas']['BBox'];
export type Content = components['schemas']['Content'];
export type Error = components['schemas']['Error'];
export type FramePoint = components['schemas']['FramePoint'];
export type ImageClassificationTask = components['schemas']['ImageClassificationTask'];
export type ImageTask = components['schemas']['ImageTask'];
export type Keypoint = components['schemas']['Keypoint'];
export type Line = components['schemas']['Line'];
export type MultiImageTask = components['schemas']['MultiImageTask'];
export type NewAttribute = components['schemas']['NewAttribute'];
export type NewBBox = components['schemas']['NewBBox'];
export type NewContent = components['schemas']['NewContent'];
export type NewFramePoint = components['schemas']['NewFramePoint'];
export type NewImageClassificationTask = components['schemas']['NewImageClassificationTask'];
export type NewImageTask = components['schemas']['NewImageTask'];
export type NewKeypoint = components['schemas']['NewKeypoint'];
export type NewLine = components['schemas']['NewLine'];
export type NewMultiImageTask = components['schemas']['NewMultiImageTask'];
export type NewPolygon = components['schemas']['NewPolygon'];
export type NewSegmentation = components['schemas']['NewSegmentation'];
export type NewVideoBBox = components['schemas']['NewVideoBBox'];
export type NewVideoTask = components['schemas']['NewVideoTask'];
export type Polygon = components['schemas']['Polygon'];
export type Segmentation = components['schemas']['Segmentation'];
export type TaskId = components['schemas']['TaskId'];
export type TaskStatus = components['schemas']['TaskStatus'];
export type TaskUpdate = components['schemas']['TaskUpdate'];
export type UnknownAnnotation = components['schemas']['UnknownAnnotation'];
export type VideoBBox = components['schemas']['VideoBBox'];
export type VideoTask = components['schemas']['VideoTask'];
export type ResponseCreated = components['responses']['Created'];
export type ResponseUpdated = components['responses']['Updated'];
export type ResponseDeleted = components['responses']['Deleted'];
export type ResponseTokenRefused = components['responses']['TokenRefused'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseNotFound = components['responses']['NotFound'];
export type ResponseNameTaken = components['responses']['NameTaken'];
export type ResponseTooManyCalls = components['responses']['TooManyCalls'];
export type ResponseRefused = components['responses']['Refused'];
export type ResponseFailed = components['responses']['Failed'];
export type ParameterTaskId = components['parameters']['TaskId'];
export type ParameterProject = components['parameters']['Project'];
export type ParameterStatus = components['parameters']['Status'];
export type ParameterTags = components['parameters']['Tags'];
export type ParameterTaskName = components['parameters']['TaskName'];
export type ParameterOffset = components['parameters']['Offset'];
export type $defs = Record<string, never>;
export interface operations {
    listImageTasks: {
        parameters: {
            query: {
                /** @description Project slug. */
                project: components["parameters"]["Project"];
                /** @description Return tasks of this status only. */
                status?: components["parameters"]["Status"];
                /** @description Return tasks with these tags only; the key is repeated for each tag. */
                tags?: components["parameters"]["Tags"];
                /** @description Return the task of this name only; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description Number of tasks to skip. Responses have no total count: a page after the last task is empty. */
                offset?: components["parameters"]["Offset"];
                /** @description Maximum number of tasks to return. The default is that of release 0.7.0; the default of the service is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImageTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    listImageClassificationTasks: {
        parameters: {
            query: {
                /** @description Project slug. */
                project: components["parameters"]["Project"];
                /** @description Return tasks of this status only. */
                status?: components["parameters"]["Status"];
                /** @description Return tasks with these tags only; the key is repeated for each tag. */
                tags?: components["parameters"]["Tags"];
                /** @description Return the task of this name only; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description Number of tasks to skip. Responses have no total count: a page after the last task is empty. */
                offset?: components["parameters"]["Offset"];
                /** @description Maximum number of tasks to return. The default is that of release 0.7.0; the default of the service is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClassificationTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createImageClassificationTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImageClassificationTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findImageClassificationTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClassificationTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    listMultiImageTasks: {
        parameters: {
            query: {
                /** @description Project slug. */
                project: components["parameters"]["Project"];
                /** @description Return tasks of this status only. */
                status?: components["parameters"]["Status"];
                /** @description Return tasks with these tags only; the key is repeated for each tag. */
                tags?: components["parameters"]["Tags"];
                /** @description Return the task of this name only; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description Number of tasks to skip. Responses have no total count: a page after the last task is empty. */
                offset?: components["parameters"]["Offset"];
                /** @description Maximum number of tasks to return. The default is that of release 0.7.0; the default of the service is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MultiImageTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createMultiImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMultiImageTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findMultiImageTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MultiImageTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    listVideoTasks: {
        parameters: {
            query: {
                /** @description Project slug. */
                project: components["parameters"]["Project"];
                /** @description Return tasks of this status only. */
                status?: components["parameters"]["Status"];
                /** @description Return tasks with these tags only; the key is repeated for each tag. */
                tags?: components["parameters"]["Tags"];
                /** @description Return the task of this name only; names are unique in a project. */
                taskName?: components["parameters"]["TaskName"];
                /** @description Number of tasks to skip. Responses have no total count: a page after the last task is empty. */
                offset?: components["parameters"]["Offset"];
                /** @description Maximum number of tasks to return. The default is that of release 0.7.0; the default of the service is not documented. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoTask"][];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    createVideoTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVideoTask"];
            };
        };
        responses: {
            200: components["responses"]["Created"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["NameTaken"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    findVideoTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoTask"];
                };
            };
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    updateTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskUpdate"];
            };
        };
        responses: {
            200: components["responses"]["Updated"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
    deleteTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                taskId: components["parameters"]["TaskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Deleted"];
            401: components["responses"]["TokenRefused"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyCalls"];
            "4XX": components["responses"]["Refused"];
            "5XX": components["responses"]["Failed"];
        };
    };
}
